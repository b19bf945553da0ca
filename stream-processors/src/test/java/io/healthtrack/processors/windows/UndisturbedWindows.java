package io.healthtrack.processors.windows;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ReadingWindow;
import io.healthtrack.processors.testing.Sample;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What becomes of readings in windows when nothing fails: what other runs are held against. */
public final class UndisturbedWindows {

  private UndisturbedWindows() {}

  /**
   * The final windows.
   *
   * @param sent in the order of sending; what is sent again counts once
   */
  public static Map<String, String> of(List<Reading> sent) {
    try (WindowsRun run = new WindowsRun(Sample.NOON)) {
      Set<UUID> seen = new HashSet<>();
      for (Reading reading : sent) {
        if (seen.add(reading.getReadingId())) {
          run.send(reading);
        }
      }
      return newest(run.told());
    }
  }

  /**
   * Of each window what its highest revision says, but neither the revision, nor when it was told:
   * how often there is a word about a window depends on when the clock strikes, and how often a
   * process began anew.
   */
  public static Map<String, String> newest(List<ReadingWindow> told) {
    Map<String, ReadingWindow> newest = new TreeMap<>();
    for (ReadingWindow window : told) {
      newest.merge(
          "%s %s %s".formatted(window.getUserId(), window.getMetric(), WindowsRun.place(window)),
          window,
          (a, b) -> b.getRevision() > a.getRevision() ? b : a);
    }
    Map<String, String> said = new TreeMap<>();
    newest.forEach((place, window) -> said.put(place, said(window)));
    return said;
  }

  private static String said(ReadingWindow window) {
    ReadingWindow timeless = ReadingWindow.newBuilder(window).build();
    timeless.setRevision(0);
    timeless.setComputedAt(Sample.NOON);
    return timeless.toString();
  }
}
