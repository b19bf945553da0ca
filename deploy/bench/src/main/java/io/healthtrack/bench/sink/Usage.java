package io.healthtrack.bench.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes have used, as Linux tells it in {@code /proc}. */
final class Usage {

  /** Linux counts a process's time in hundredths of a second, whatever its own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  /** Of {@code /proc/PID/stat}, counted behind the name: time of its own, and of ended children. */
  private static final int USER_TIME = 11;

  private Usage() {}

  /** CPU-seconds of a process and of its children, those that have ended included. */
  static double cpuSeconds(long pid) {
    return Stream.concat(
            Stream.of(pid),
            ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid))
        .mapToDouble(Usage::ownCpuSeconds)
        .sum();
  }

  private static double ownCpuSeconds(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException e) {
      // It has just ended: its parent has the time now.
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int field = USER_TIME; field < USER_TIME + 4; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** The most memory that a living process ever had resident, in megabytes. */
  static double peakMegabytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024 / 1e6)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " is not there", e);
    }
  }
}
