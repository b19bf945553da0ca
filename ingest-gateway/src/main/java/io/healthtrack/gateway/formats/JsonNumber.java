package io.healthtrack.gateway.formats;

/**
 * A number of a JSON document, where a format tells it from a text.
 *
 * @param text as it was written
 */
record JsonNumber(String text) {}
