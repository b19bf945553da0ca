/** Writes the README's data dictionary from the migrated database's own catalogue. */
package io.healthtrack.sink.dictionary;
