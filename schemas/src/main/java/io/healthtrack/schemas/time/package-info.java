/**
 * Event time as the pipeline keeps it: microseconds since 1970-01-01T00:00:00Z, negative before.
 */
package io.healthtrack.schemas.time;
