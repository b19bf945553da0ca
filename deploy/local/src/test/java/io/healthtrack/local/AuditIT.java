package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.door.BatchAnswer;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class AuditIT {
  @Test
  void noticesARowDeletedBehindThePipelinesBack() throws SQLException {
    post("audited", 71, 72, 73);
    LocalPipeline.await("three rows", () -> stored("audited") == 3);
    assertEquals(0, audit());
    try (Connection connection = LocalPipeline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE kept AS SELECT * FROM health.health_metrics WHERE user_id = '%s' AND metric_value = 72"
              .formatted(SubjectIdentity.user("default", "test", "audited")));
      assertEquals(
          1,
          statement.executeUpdate(
              "DELETE FROM health.health_metrics WHERE (user_id, metric_id) IN (SELECT user_id, metric_id FROM kept)"));
      assertEquals(1, audit());
      // Put back, because the other tests of this JVM share the table.
      statement.execute("INSERT INTO health.health_metrics SELECT * FROM kept");
      statement.execute("DROP TABLE kept");
    }
    assertEquals(0, audit());
  }

  @Test
  void staysConservedWhenAPersonIsErased() throws SQLException {
    post("erased", 74, 75);
    LocalPipeline.await("two rows", () -> stored("erased") == 2);
    try (Connection connection = LocalPipeline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT health.erase_user('%s', now())"
              .formatted(SubjectIdentity.user("default", "test", "erased")));
    }
    assertEquals(0, stored("erased"));
    assertEquals(0, audit());
  }

  @Test
  void quarantinesAnImpossibleHeartRateWithItsOriginalBytes() throws SQLException {
    BatchAnswer answer = post("impossible", 900);
    assertEquals(1, answer.accepted());
    LocalPipeline.await("it is in quarantine", () -> quarantined("impossible") != null);
    Quarantined row = quarantined("impossible");
    assertEquals("out-of-range", row.reason());
    Endpoints endpoints = LocalPipeline.endpoints();
    try (AvroDeserializer<Reading> reader =
        new AvroDeserializer<>(RegistryClient.http(endpoints.registry()))) {
      assertEquals(
          900, reader.deserialize(Topics.READINGS_RAW.name(), row.payload().array()).getValue());
    }
    AtomicReference<byte[]> raw = new AtomicReference<>();
    try (CommittedConsumer<byte[]> topic =
        new CommittedConsumer<>(
            endpoints.kafka(),
            List.of(Topics.READINGS_RAW),
            From.BEGINNING,
            new ByteArrayDeserializer())) {
      topic.readToEnd(
          sent -> {
            if (sent.partition() == row.partition() && sent.offset() == row.offset()) {
              raw.set(sent.value());
            }
          });
    }
    assertArrayEquals(raw.get(), row.payload().array());
  }

  private record Quarantined(String reason, ByteBuffer payload, int partition, long offset) {}

  private static Quarantined quarantined(String user) {
    try (Connection connection = LocalPipeline.database();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT reason, payload, source_partition, source_offset FROM ops.quarantined_readings WHERE user_id = ?")) {
      query.setObject(1, SubjectIdentity.user("default", "test", user));
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Quarantined(
                row.getString(1), ByteBuffer.wrap(row.getBytes(2)), row.getInt(3), row.getLong(4))
            : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long stored(String user) {
    try {
      return LocalPipeline.stored("test", user);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int audit() {
    return HealthTrack.run("audit", "--json", "--data", LocalPipeline.data().toString());
  }

  private static BatchAnswer post(String user, double... heartRates) {
    Endpoints endpoints = LocalPipeline.endpoints();
    try (GatewayClient client =
        new GatewayClient(endpoints.gateway(), endpoints.apiKey(), Duration.ofSeconds(30))) {
      client.putUser("test|" + user, Map.of());
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
      List<ReadingDraft> readings = new java.util.ArrayList<>();
      for (double rate : heartRates) {
        readings.add(heartRate("test|" + user, rate, now.plusSeconds(readings.size())));
      }
      BatchAnswer answer = client.post(readings);
      assertTrue(answer.verdicts() == heartRates.length);
      return answer;
    }
  }

  private static ReadingDraft heartRate(String user, double rate, Instant at) {
    return new ReadingDraft(
        null,
        null,
        user,
        "heart-rate",
        rate,
        null,
        "/min",
        at,
        null,
        null,
        0,
        ReadingDraft.FINAL,
        null,
        ReadingDraft.SENSED,
        null,
        null);
  }
}
