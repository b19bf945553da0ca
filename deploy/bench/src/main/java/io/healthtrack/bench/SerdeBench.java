package io.healthtrack.bench;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.AvroSerde;
import io.healthtrack.schemas.serde.RegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** How many readings a second one core writes to, and reads from, the wire format. */
public final class SerdeBench implements Scenario {

  private static final String TOPIC = "readings.raw";
  private static final int READINGS = 100_000;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 11;

  private final AvroSerde<Reading> serde = AvroSerde.of(RegistryClient.local());
  private final List<Reading> readings = readings(new Random(7));

  /** Rates of one run, in readings a second. */
  private record Rates(double write, double read, double bytesPerReading) {}

  private Rates measure() {
    byte[][] written = new byte[READINGS][];
    double[] writes = new double[ROUNDS];
    double[] reads = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      double write = rate(() -> write(written));
      double read = rate(() -> read(written));
      if (round >= 0) {
        writes[round] = write;
        reads[round] = read;
      }
    }
    long bytes = Arrays.stream(written).mapToLong(value -> value.length).sum();
    return new Rates(median(writes), median(reads), (double) bytes / READINGS);
  }

  private void write(byte[][] into) {
    for (int i = 0; i < READINGS; i++) {
      into[i] = serde.serializer().serialize(TOPIC, readings.get(i));
    }
  }

  private void read(byte[][] from) {
    for (int i = 0; i < READINGS; i++) {
      Reading reading = serde.deserializer().deserialize(TOPIC, from[i]);
      if (reading.getValue() != readings.get(i).getValue()) {
        throw new IllegalStateException("reading " + i + " came back with another value");
      }
    }
  }

  private static double rate(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return READINGS / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static List<Reading> readings(Random random) {
    List<Reading> readings = new ArrayList<>(READINGS);
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < READINGS; i++) {
      readings.add(
          Reading.newBuilder()
              .setReadingId(new UUID(random.nextLong(), random.nextLong()))
              .setUserId(new UUID(random.nextLong(), random.nextLong()))
              .setDeviceId(new UUID(random.nextLong(), random.nextLong()))
              .setMetric("heart-rate")
              .setMeasuredAt(start.plusSeconds(i))
              .setReceivedAt(start.plusSeconds(i + 2L))
              .setValue(60 + random.nextInt(60))
              .setUnit("/min")
              .setSource("api")
              .build());
    }
    return readings;
  }

  @Override
  public void run(BenchReport.Numbers numbers) {
    Rates rates = measure();
    numbers.put("write_per_s", rates.write(), "readings/s");
    numbers.put("read_per_s", rates.read(), "readings/s");
    numbers.put("bytes", rates.bytesPerReading(), "bytes a reading");
  }
}
