package io.healthtrack.sink.windows;

import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowLength;

/**
 * A window as the table has it.
 *
 * @param hour the hour it is in
 * @param start microseconds since 1970
 */
record Window(Hour hour, WindowLength length, long start, WindowAggregate aggregate) {}
