package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.local.door.GatewayClient;
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
import java.time.ZoneOffset;
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
  void whatIsRightOnceTheYearOfBirthIsMendedIsStoredOnceHoweverOftenItIsReplayed()
      throws Exception {
    UUID user = SubjectIdentity.user("default", "replay", "eve");
    register("replay|eve", 1980);
    publish(user, bytes(reading(user, 310)));
    publish(user, bytes(reading(user, 900)));
    LocalPipeline.await("both refused", () -> states(user).size() == 2);
    assertEquals(List.of("out-of-range open", "out-of-range open"), states(user));
    assertTrue(replay("--user", "replay|eve", "--dry-run").contains("would be replayed"));
    assertEquals(0, stored(user));

    // A child's heart may beat as fast.
    register("replay|eve", now.atOffset(ZoneOffset.UTC).getYear());
    LocalPipeline.await(
        "taken", () -> replay("--user", "replay|eve").matches("(?s).*taken +1\\R.*"));
    LocalPipeline.await("stored", () -> stored(user) == 1);
    List<String> settled = List.of("out-of-range refused-again", "out-of-range replayed");
    assertEquals(settled, states(user));

    String second = replay("--user", user.toString());
    assertTrue(second.matches("(?s).*considered +1\\R.*refused again +1 +out-of-range.*"), second);
    String third = replay("--user", user.toString(), "--again");
    assertTrue(third.matches("(?s).*considered +2\\R.*taken +1\\R.*"), third);

    assertEquals(1, stored(user));
    assertEquals(settled, states(user));
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

  private static void register(String user, int birthYear) {
    Endpoints endpoints = LocalPipeline.endpoints();
    try (GatewayClient gateway =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), Duration.ofSeconds(30))) {
      gateway.putUser(user, Map.of("birth_year", birthYear));
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
