/** Adds up, from committed data only, what became of every reading. */
package io.healthtrack.local.accounting;
