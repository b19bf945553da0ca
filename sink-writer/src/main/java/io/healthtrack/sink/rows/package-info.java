/** Lanes of modest volume: one record, one row, by ordinary SQL. */
package io.healthtrack.sink.rows;
