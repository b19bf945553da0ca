/** Readings aggregated over stretches of time, computed alike by the stream and from the table. */
package io.healthtrack.schemas.windows;
