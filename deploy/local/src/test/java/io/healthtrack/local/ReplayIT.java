package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReplayIT {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @Test
  void whatWasMendedIsStoredOnceHoweverOftenItIsReplayed() throws Exception {
    UUID user = SubjectIdentity.user("default", "replay", "eve");
    Reading good = reading(user, 66);
    // A writer sent bytes that nobody could read; the reading they should have been is mended in
    // the row, as a new version of ours would read them.
    publish(user, new byte[] {0, 9, 9, 9, 9, 1});
    Reading hopeless = reading(user, 900);
    publish(user, bytes(hopeless));
    LocalPipeline.await("both refused", () -> states(user).size() == 2);
    assertEquals(List.of("out-of-range open", "unreadable open"), states(user));
    mend(user, bytes(good));

    String dry = replay("--user", user.toString(), "--dry-run");
    assertTrue(dry.contains("would be replayed"), dry);
    assertEquals(0, stored(user));

    String first = replay("--user", user.toString());
    assertTrue(first.matches("(?s).*taken +1\\R.*refused again +1  out-of-range.*"), first);
    LocalPipeline.await("stored", () -> stored(user) == 1);
    assertEquals(List.of("out-of-range refused-again", "unreadable replayed"), states(user));

    String second = replay("--user", user.toString());
    assertTrue(second.matches("(?s).*considered +1\\R.*"), second);
    String third = replay("--user", user.toString(), "--again");
    assertTrue(third.matches("(?s).*considered +2\\R.*taken +1\\R.*"), third);

    assertEquals(1, stored(user));
    assertEquals(List.of("out-of-range refused-again", "unreadable replayed"), states(user));
    assertEquals(0, HealthTrack.run("audit", "--data", LocalPipeline.data().toString()));
  }

  @Test
  void saysWhatCannotBeReplayedAndWhy() throws Exception {
    UUID key = SubjectIdentity.user("default", "replay", "key");
    UUID content = SubjectIdentity.user("default", "replay", "content");
    publish(key, bytes(reading(content, 70)));
    LocalPipeline.await("refused", () -> states(key).size() == 1);

    String told = replay("--user", key.toString());
    assertTrue(told.matches("(?s).*replayed +0\\R.*not replayable +1  wrong-key.*"), told);
    assertEquals(List.of("wrong-key open"), states(key));
  }

  private static String replay(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--data", LocalPipeline.data().toString()));
    StringWriter out = new StringWriter();
    CommandLine command =
        new CommandLine(new ReplayCommand())
            .registerConverter(Duration.class, Arguments::duration)
            .setOut(new PrintWriter(out, true));
    assertEquals(0, command.execute(all.toArray(String[]::new)));
    return out.toString();
  }

  private static List<String> states(UUID user) {
    return rows(
        "SELECT reason || ' ' || state FROM ops.quarantine_states WHERE user_id = '%s' ORDER BY 1"
            .formatted(user));
  }

  private static long stored(UUID user) {
    return Long.parseLong(
        rows("SELECT count(*) FROM health.health_metrics WHERE user_id = '%s'".formatted(user))
            .getFirst());
  }

  private static void mend(UUID user, byte[] payload) throws SQLException {
    try (Connection connection = LocalPipeline.database();
        var update =
            connection.prepareStatement(
                "UPDATE ops.quarantined_readings SET payload = ?"
                    + " WHERE user_id = ? AND reason = 'unreadable'")) {
      update.setBytes(1, payload);
      update.setObject(2, user);
      assertEquals(1, update.executeUpdate());
    }
  }

  private static List<String> rows(String query) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = LocalPipeline.database();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void publish(UUID key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", LocalPipeline.endpoints().kafka(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.READINGS_RAW.name(),
                  null,
                  now.toEpochMilli(),
                  UuidSerializer.bytes(key),
                  value))
          .get();
    }
  }

  private static byte[] bytes(Reading reading) {
    Endpoints endpoints = LocalPipeline.endpoints();
    try (AvroSerializer<Reading> serializer =
        new AvroSerializer<>(RegistryClient.http(endpoints.registry()))) {
      return serializer.serialize(Topics.READINGS_RAW.name(), reading);
    }
  }

  private Reading reading(UUID user, double rate) {
    return Reading.newBuilder()
        .setReadingId(ReadingIdentity.ofClientId("default", user + "/" + rate))
        .setUserId(user)
        .setMetric("heart-rate")
        .setMeasuredAt(now.minusSeconds(30))
        .setReceivedAt(now)
        .setValue(rate)
        .setUnit("/min")
        .build();
  }
}
