package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.FileAccount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every row of a file.
 *
 * @param rows data rows
 * @param readings readings that were right in form, and were sent
 * @param rejected readings that were wrong in form, by code, whoever found it
 * @param skipped rows that by nature hold no reading, by reason
 * @param duplicate readings that stood twice in one request
 * @param accepted readings that are durable now
 * @param seconds how long it took
 */
public record SendReport(
    long rows,
    long readings,
    Map<String, Long> rejected,
    Map<String, Long> skipped,
    long duplicate,
    long accepted,
    double seconds) {

  /** Copies and sorts the maps. */
  public SendReport {
    rejected = new TreeMap<>(rejected);
    skipped = new TreeMap<>(skipped);
  }

  static SendReport of(FileAccount account, Sender.Tally tally, Duration took) {
    Map<String, Long> rejected = new TreeMap<>(account.rejected());
    tally.rejected().forEach((code, count) -> rejected.merge(code, count, Long::sum));
    return new SendReport(
        account.rows(),
        account.readings(),
        rejected,
        account.skipped(),
        tally.duplicate(),
        tally.accepted(),
        took.toMillis() / 1000.0);
  }

  /** For JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("rows", rows);
    document.put("readings", readings);
    document.put("rejected", rejected);
    document.put("skipped", skipped);
    document.put("duplicate", duplicate);
    document.put("accepted", accepted);
    document.put("seconds", seconds);
    return document;
  }
}
