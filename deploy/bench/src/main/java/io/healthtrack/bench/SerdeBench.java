package io.healthtrack.bench;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.AvroSerde;
import io.healthtrack.schemas.serde.RegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * How many readings a second one core writes to, and reads from, the wire format, beside plain Avro
 * in the same rounds. Counted in the thread's CPU time, so that other work on the machine is left
 * out as far as it can be.
 */
public final class SerdeBench implements Scenario {

  private static final String TOPIC = "readings.raw";
  private static final int READINGS = 100_000;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 11;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Reading> readings = readings(new Random(7));

  /** A way to bytes and back. */
  private interface Way {

    byte[] write(Reading reading) throws IOException;

    Reading read(byte[] bytes) throws IOException;
  }

  /** The rates of one way in each round, in readings a second. */
  private static final class Rates {

    private final double[] writes = new double[ROUNDS];
    private final double[] reads = new double[ROUNDS];
  }

  @Override
  public void run(BenchReport.Numbers numbers) {
    Way ours = ours();
    Way avro = plainAvro();
    Rates oursRates = new Rates();
    Rates avroRates = new Rates();
    byte[][] written = new byte[READINGS][];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      measure(avro, written, avroRates, round);
      measure(ours, written, oursRates, round);
    }
    long bytes = Arrays.stream(written).mapToLong(value -> value.length).sum();
    Rounds writes = Rounds.of(oursRates.writes);
    Rounds reads = Rounds.of(oursRates.reads);
    numbers.put("write_per_s", writes, "readings/s of one core");
    numbers.put("read_per_s", reads, "readings/s of one core");
    numbers.put("avro_write_per_s", Rounds.of(avroRates.writes), "readings/s of one core");
    numbers.put("avro_read_per_s", Rounds.of(avroRates.reads), "readings/s of one core");
    numbers.put("write_ratio_to_avro", writes.over(Rounds.of(avroRates.writes)), "of plain Avro");
    numbers.put("read_ratio_to_avro", reads.over(Rounds.of(avroRates.reads)), "of plain Avro");
    numbers.put("bytes", (double) bytes / READINGS, "bytes a reading");
  }

  private void measure(Way way, byte[][] written, Rates rates, int round) {
    double write = rate(() -> write(way, written));
    double read = rate(() -> read(way, written));
    if (round >= 0) {
      rates.writes[round] = write;
      rates.reads[round] = read;
    }
  }

  private void write(Way way, byte[][] into) {
    try {
      for (int i = 0; i < READINGS; i++) {
        into[i] = way.write(readings.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Way way, byte[][] from) {
    try {
      for (int i = 0; i < READINGS; i++) {
        if (way.read(from[i]).getValue() != readings.get(i).getValue()) {
          throw new IllegalStateException("reading " + i + " came back with another value");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Way ours() {
    AvroSerde<Reading> serde = AvroSerde.of(RegistryClient.local());
    return new Way() {

      @Override
      public byte[] write(Reading reading) {
        return serde.serializer().serialize(TOPIC, reading);
      }

      @Override
      public Reading read(byte[] bytes) {
        return serde.deserializer().deserialize(TOPIC, bytes);
      }
    };
  }

  /** Without the wire format's header, with Avro's coders used again and again: at its best. */
  private static Way plainAvro() {
    DatumWriter<Reading> writer = new SpecificDatumWriter<>(Reading.class);
    DatumReader<Reading> reader = new SpecificDatumReader<>(Reading.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    return new Way() {

      @Override
      public byte[] write(Reading reading) throws IOException {
        out.reset();
        writer.write(reading, encoder);
        encoder.flush();
        return out.toByteArray();
      }

      @Override
      public Reading read(byte[] bytes) throws IOException {
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
      }
    };
  }

  private static double rate(Runnable work) {
    long start = THREADS.getCurrentThreadCpuTime();
    work.run();
    return READINGS / ((THREADS.getCurrentThreadCpuTime() - start) / 1e9);
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
}
