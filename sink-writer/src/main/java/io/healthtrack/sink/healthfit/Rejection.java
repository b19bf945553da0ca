package io.healthtrack.sink.healthfit;

/**
 * A row that cannot be taken.
 *
 * @param line its line in the file, the header being line 1
 * @param column the header of the cell in question, or "row" when it is the whole row
 * @param remedy what to do about it
 */
public record Rejection(long line, String column, String remedy) {}
