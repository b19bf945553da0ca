package io.healthtrack.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What processes use, as Linux tells it. A process that is gone by now counts nothing. */
final class Footprint {

  /** Linux counts in hundredths of a second, whatever its own clock is. */
  private static final double TICKS = 100;

  /** Behind the name in {@code stat}: time in user and system mode, then that of ended children. */
  private static final int USER_TIME = 11;

  private final Map<String, Long> processes;

  /** Of these processes, each with all that it has started, by a name of our choice. */
  Footprint(Map<String, Long> processes) {
    this.processes = new LinkedHashMap<>(processes);
  }

  /** CPU-seconds used so far. */
  Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    processes.forEach(
        (name, pid) ->
            seconds.put(name, tree(pid).mapToDouble(each -> seconds(stat(proc(each)), 4)).sum()));
    return seconds;
  }

  /** CPU-seconds used so far by one process alone. */
  static double cpuSeconds(long pid) {
    return seconds(stat(proc(pid)), 2);
  }

  /** Of one process, by the beginnings of its threads' names, which Linux cuts at 15 letters. */
  Map<String, Double> cpuSecondsByThread(String name) {
    Map<String, Double> seconds = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(proc(processes.get(name)).resolve("task"))) {
      tasks.forEach(
          task -> {
            String stat = stat(task);
            if (!stat.isEmpty()) {
              String thread = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
              seconds.merge(thread, seconds(stat, 2), Double::sum);
            }
          });
    } catch (IOException e) {
      // Gone, or another system.
      return Map.of();
    }
    return seconds;
  }

  /** Megabytes resident of all together; pages that several share are counted once. */
  Map<String, Double> residentMegabytes() {
    Map<String, Double> megabytes = new LinkedHashMap<>();
    processes.forEach(
        (name, pid) -> megabytes.put(name, tree(pid).mapToDouble(Footprint::resident).sum()));
    return megabytes;
  }

  private static double resident(long pid) {
    try (Stream<String> lines = Files.lines(proc(pid).resolve("smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024 / 1e6)
          .sum();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  private static double seconds(String stat, int fields) {
    if (stat.isEmpty()) {
      return 0;
    }
    String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int field = USER_TIME; field < USER_TIME + fields; field++) {
      ticks += Long.parseLong(values[field]);
    }
    return ticks / TICKS;
  }

  private static String stat(Path process) {
    try {
      return Files.readString(process.resolve("stat"));
    } catch (IOException e) {
      // It has just ended; its parent has the time now.
      return "";
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  private static Stream<Long> tree(long pid) {
    return Stream.concat(
        Stream.of(pid),
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid));
  }
}
