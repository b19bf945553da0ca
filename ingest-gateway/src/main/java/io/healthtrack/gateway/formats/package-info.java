/** Turns exported files and request bodies into reading drafts, accounting for every row. */
package io.healthtrack.gateway.formats;
