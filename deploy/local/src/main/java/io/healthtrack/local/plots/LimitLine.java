package io.healthtrack.local.plots;

/**
 * A limit across a trace.
 *
 * @param label in as few letters as possible: it stands in the margin
 * @param dashed as a limit in force; what is only proposed is drawn through
 */
public record LimitLine(double value, String label, boolean dashed) {}
