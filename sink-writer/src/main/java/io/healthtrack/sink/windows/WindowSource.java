package io.healthtrack.sink.windows;

/** Who computes the windows of hours that need no repair. */
public enum WindowSource {
  /** The windows topology, through {@code readings.windows}. */
  STREAM,
  /** The sink, from the readings stored: for installations that do not run the topology. */
  TABLE
}
