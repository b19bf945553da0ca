package io.healthtrack.processors.consents;

import io.healthtrack.avro.Consent;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The stretches of time in which one person denies one scope, in all or for a metric. Any denial
 * counts: a permission for one metric does not lift a denial of all, as in the analysts' views.
 *
 * @param stretches in no order
 */
record Denials(List<Stretch> stretches) {

  static final Denials NONE = new Denials(List.of());

  private static final byte LAYOUT = 1;
  private static final long FOR_GOOD = Long.MAX_VALUE;

  /**
   * Half-open, in microseconds since 1970.
   *
   * @param metric empty for all
   */
  record Stretch(long from, long until, String metric) {

    boolean covers(String code, long first, long last) {
      return from <= last && first < until && (metric.isEmpty() || metric.equals(code));
    }
  }

  Denials {
    stretches = List.copyOf(stretches);
  }

  /** The denials of a scope among all decisions. */
  static Denials among(List<Consent> decisions, String scope) {
    return new Denials(
        decisions.stream()
            .filter(held -> held.getScope().equals(scope) && held.getDecision().equals("deny"))
            .map(
                held ->
                    new Stretch(
                        EventTime.micros(held.getFrom()),
                        held.getUntil() == null ? FOR_GOOD : EventTime.micros(held.getUntil()),
                        held.getMetric() == null ? "" : held.getMetric()))
            .toList());
  }

  /** Whether one of them covers an instant from {@code first} to {@code last}, both included. */
  boolean cover(String metric, long first, long last) {
    for (Stretch stretch : stretches) {
      if (stretch.covers(metric, first, last)) {
        return true;
      }
    }
    return false;
  }

  /** As stored: the layout's number, then for each its two times and the metric's code. */
  byte[] write() {
    List<byte[]> codes =
        stretches.stream().map(it -> it.metric().getBytes(StandardCharsets.UTF_8)).toList();
    int length = 1;
    for (byte[] code : codes) {
      length += 2 * Long.BYTES + Short.BYTES + code.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).put(LAYOUT);
    for (int i = 0; i < stretches.size(); i++) {
      bytes
          .putLong(stretches.get(i).from())
          .putLong(stretches.get(i).until())
          .putShort((short) codes.get(i).length)
          .put(codes.get(i));
    }
    return bytes.array();
  }

  static Denials read(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    byte layout = bytes.get();
    if (layout != LAYOUT) {
      throw new IllegalStateException("denials were stored by a later version: layout " + layout);
    }
    List<Stretch> stretches = new ArrayList<>();
    while (bytes.hasRemaining()) {
      long from = bytes.getLong();
      long until = bytes.getLong();
      byte[] code = new byte[bytes.getShort()];
      bytes.get(code);
      stretches.add(new Stretch(from, until, new String(code, StandardCharsets.UTF_8)));
    }
    return new Denials(stretches);
  }
}
