/** What a database that was restored from a copy must have in common with one that was not. */
package io.healthtrack.sink.restore;
