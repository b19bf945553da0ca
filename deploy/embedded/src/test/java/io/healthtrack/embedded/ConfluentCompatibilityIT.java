package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.serde.AvroSerde;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Our serializer and Confluent's own on one registry: each reads what the other writes, and both
 * write the same bytes. Runs in the profile confluent-compatibility.
 */
@Tag("confluent")
class ConfluentCompatibilityIT {

  private static final int RECORDS_PER_TOPIC = 50;
  private static final long SEED = 20_261_121;

  private static RegistryClient registry;
  private static AvroSerde<SpecificRecord> serde;
  private static Confluent confluent;

  @BeforeAll
  static void start() throws IOException {
    String jar = System.getProperty("healthtrack.confluent-jar");
    assertNotNull(jar, "run this with -Pconfluent-compatibility");
    Stack stack = SharedStack.get();
    SchemaProvisioning.ensure(stack.registryUrl());
    registry = RegistryClient.http(stack.registryUrl());
    serde = AvroSerde.of(registry);
    confluent = Confluent.start(Path.of(jar), stack.registryUrl());
  }

  @AfterAll
  static void stop() throws IOException {
    if (confluent != null) {
      confluent.close();
    }
  }

  @Test
  void confluentReadsTheFieldsWeWrote() throws IOException {
    Reading reading =
        Reading.newBuilder()
            .setReadingId(new UUID(1, 2))
            .setUserId(new UUID(3, 4))
            .setMetric("glucose")
            .setMeasuredAt(Instant.parse("1961-04-12T00:56:47.000001Z"))
            .setValue(40)
            .setComparator("<")
            .build();
    Confluent.Answer answer = ask(Topics.READINGS_RAW, reading);
    assertEquals("Reading", answer.name());
    assertEquals("glucose,40.0,<,-275266992999999,null", answer.summary());
  }

  @Test
  void bothWriteTheSameBytesAndReadEachOthersForEveryTopic() throws IOException {
    for (Topic topic : Topics.all()) {
      int id = registry.idOf(topic.subject(), topic.value());
      for (Object sample : new RandomData(topic.value(), RECORDS_PER_TOPIC, SEED)) {
        SpecificRecord record = read(topic, bytes(topic.value(), id, sample));
        Confluent.Answer answer = ask(topic, record);
        assertEquals(topic.value().getName(), answer.name());
        SpecificRecord back = read(topic, answer.bytes());
        if (topic.equals(Topics.AUDIT_TALLIES)) {
          assertEquals(record, back); // a map has no order, so its bytes have none
        } else {
          assertArrayEquals(write(topic, record), answer.bytes(), topic.name());
          assertArrayEquals(write(topic, record), write(topic, back), topic.name());
        }
      }
    }
  }

  private static Confluent.Answer ask(Topic topic, SpecificRecord record) throws IOException {
    return confluent.readAndWrite(topic.name(), write(topic, record));
  }

  private static byte[] write(Topic topic, SpecificRecord record) {
    return serde.serializer().serialize(topic.name(), record);
  }

  private static SpecificRecord read(Topic topic, byte[] bytes) {
    return serde.deserializer().deserialize(topic.name(), bytes);
  }

  private static byte[] bytes(Schema schema, int id, Object generic) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(generic, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
