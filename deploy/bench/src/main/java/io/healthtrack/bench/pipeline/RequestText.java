package io.healthtrack.bench.pipeline;

import io.healthtrack.bench.gateway.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A request as it travels, made once and then written over in place: making text anew would take
 * more of the machine than the gateway does. For one thread.
 */
final class RequestText {

  private static final long DAY_MICROS = 86_400_000_000L;
  private static final String TIME = "2000-01-01T00:00:00.000000Z";
  private static final int READINGS = Batch.MOMENTS * Watch.METRICS.length + 1;

  private final byte[] bytes;
  private final int[] devices = new int[READINGS];
  private final int[] values = new int[READINGS];
  private final int[] times = new int[READINGS];
  private long day = -1;
  private byte[] date = new byte[10];

  RequestText(String key) {
    StringBuilder body = new StringBuilder("{\"readings\":[");
    for (int i = 0; i < READINGS; i++) {
      int metric = metric(i);
      body.append(i == 0 ? "" : ",").append("{\"device\":\"");
      devices[i] = body.length() + Watch.device(0).length() - 5;
      body.append(Watch.device(0))
          .append("\",\"metric\":\"")
          .append(Watch.METRICS[metric])
          .append("\",\"value\":");
      values[i] = body.length();
      body.append("00.0,\"unit\":\"").append(Watch.UNITS[metric]).append("\",\"measured_at\":\"");
      times[i] = body.length();
      body.append(TIME).append("\"}");
    }
    body.append("]}");
    bytes = Connection.request(key, body.toString());
    int head = bytes.length - body.length();
    for (int i = 0; i < READINGS; i++) {
      devices[i] += head;
      values[i] += head;
      times[i] += head;
    }
  }

  /** How many readings a request carries. */
  static int readings() {
    return READINGS;
  }

  private static int metric(int reading) {
    return reading == READINGS - 1 ? 0 : reading % Watch.METRICS.length;
  }

  /** The request for a batch; valid until the next call. The same batch gives the same request. */
  byte[] of(Batch batch) {
    for (int i = 0; i < READINGS - 1; i++) {
      int moment = i / Watch.METRICS.length;
      device(devices[i], batch.person());
      tenths(values[i], level(batch, moment, i % Watch.METRICS.length));
      time(times[i], batch.at(moment));
    }
    if (batch.breach()) {
      whole(values[READINGS - 1 - Watch.METRICS.length], Watch.FAST);
    }
    if (batch.implausible()) {
      whole(values[2], Watch.IMPLAUSIBLE);
    }
    device(devices[READINGS - 1], batch.probe());
    tenths(values[READINGS - 1], Watch.LEVELS[0]);
    time(times[READINGS - 1], batch.probedAt());
    return bytes;
  }

  /** Wanders within what no rule minds. */
  private static int level(Batch batch, int moment, int metric) {
    long mixed = (batch.at(moment) / 1_000 + batch.person() * 31L + metric * 7L) * 0x9E3779B97F4AL;
    return Watch.LEVELS[metric] + (int) ((mixed >>> 20) & 15);
  }

  private void device(int at, int number) {
    digits(at, number, 5);
  }

  private void tenths(int at, int tenths) {
    digits(at, tenths / 10, 2);
    bytes[at + 2] = '.';
    bytes[at + 3] = (byte) ('0' + tenths % 10);
  }

  private void whole(int at, int number) {
    bytes[at] = ' ';
    digits(at + 1, number, 3);
  }

  private void time(int at, long micros) {
    long today = micros / DAY_MICROS;
    if (today != day) {
      day = today;
      date =
          LocalDate.ofInstant(Instant.ofEpochSecond(today * 86_400), ZoneOffset.UTC)
              .toString()
              .getBytes(StandardCharsets.US_ASCII);
    }
    System.arraycopy(date, 0, bytes, at, date.length);
    long rest = micros % DAY_MICROS;
    int seconds = (int) (rest / 1_000_000);
    digits(at + 11, seconds / 3_600, 2);
    digits(at + 14, seconds / 60 % 60, 2);
    digits(at + 17, seconds % 60, 2);
    digits(at + 20, (int) (rest % 1_000_000), 6);
  }

  private void digits(int at, int number, int count) {
    int rest = number;
    for (int place = at + count - 1; place >= at; place--) {
      bytes[place] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
