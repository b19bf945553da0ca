package io.healthtrack.local;

import java.lang.management.ManagementFactory;

/** How long this JVM has been running. */
final class ProcessAge {
  private ProcessAge() {}

  static double seconds() {
    return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
  }
}
