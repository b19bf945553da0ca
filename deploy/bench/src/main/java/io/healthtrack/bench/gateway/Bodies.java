package io.healthtrack.bench.gateway;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * What devices send: each batch is of one device, a minute and a half of four sensors. The same
 * readings as bodies of requests, and as the records that the gateway makes of them.
 */
final class Bodies {

  private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
  private static final String[] METRICS = {
    "heart-rate", "respiratory-rate", "oxygen-saturation", "body-temperature"
  };
  private static final String[] UNITS = {"/min", "/min", "%", "Cel"};
  private static final double[] LEVELS = {62, 14, 96, 36.6};

  private final int people;
  private final int batch;
  private final int batches;

  Bodies(int people, int batch, int batches) {
    this.people = people;
    this.batch = batch;
    this.batches = batches;
  }

  static String person(int number) {
    return "bench|person-" + number;
  }

  static String device(int number) {
    return "bench|watch-" + number;
  }

  /** Bodies of requests. */
  List<String> json() {
    List<String> bodies = new ArrayList<>(batches);
    Random random = new Random(11);
    for (int i = 0; i < batches; i++) {
      StringBuilder body = new StringBuilder("{\"readings\":[");
      String device = device(i % people);
      for (int j = 0; j < batch; j++) {
        body.append(j == 0 ? "" : ",")
            .append("{\"device\":\"")
            .append(device)
            .append("\",\"metric\":\"")
            .append(METRICS[j % 4])
            .append("\",\"value\":")
            .append(value(random, j))
            .append(",\"unit\":\"")
            .append(UNITS[j % 4])
            .append("\",\"measured_at\":\"")
            .append(at(i, j))
            .append("\"}");
      }
      bodies.add(body.append("]}").toString());
    }
    return bodies;
  }

  /** The same as records. */
  List<Reading> records() {
    List<Reading> records = new ArrayList<>(batches * batch);
    Random random = new Random(11);
    for (int i = 0; i < batches; i++) {
      UUID user = SubjectIdentity.userFrom("default", person(i % people));
      UUID device = SubjectIdentity.deviceFrom("default", device(i % people));
      for (int j = 0; j < batch; j++) {
        records.add(record(user, device, at(i, j), j, value(random, j)));
      }
    }
    return records;
  }

  private static Reading record(UUID user, UUID device, Instant at, int j, double value) {
    Reading reading = new Reading();
    reading.setReadingId(
        ReadingIdentity.ofMeasurement(
            device, METRICS[j % 4], EventTime.micros(at), value, null, UNITS[j % 4], 0));
    reading.setUserId(user);
    reading.setDeviceId(device);
    reading.setMetric(METRICS[j % 4]);
    reading.setMeasuredAt(at);
    reading.setReceivedAt(START);
    reading.setValue(value);
    reading.setUnit(UNITS[j % 4]);
    reading.setTenant("default");
    reading.setStatus("final");
    reading.setModality("sensed");
    reading.setSource("native-json");
    reading.setProof("none");
    return reading;
  }

  private static double value(Random random, int j) {
    return LEVELS[j % 4] + random.nextInt(30) / 10.0;
  }

  private Instant at(int i, int j) {
    return START.plusSeconds((long) (i / people) * batch + j);
  }
}
