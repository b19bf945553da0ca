package io.healthtrack.local.proofs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Reading;
import io.healthtrack.local.LocalPipeline;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.sink.database.DatabaseConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Validation, windows, the sink's lanes and its repair over a real database: however readings come
 * in, and whatever restarts, the windows stored are those of the clean stream.
 */
class StreamAndTableIT {

  private static final String NAME = "stream_and_table_" + ProcessHandle.current().pid();
  private static final String WINDOWS =
      """
      SELECT metric_type, window_minutes, window_start AT TIME ZONE 'UTC', readings, limited, sum,
             m2, min, max, first_value, first_at AT TIME ZONE 'UTC', last_value,
             last_at AT TIME ZONE 'UTC', histogram::text
      FROM health.metric_windows WHERE user_id = ? ORDER BY 1, 2, 3
      """;
  private static final String READINGS =
      """
      SELECT metric_type, measured_at AT TIME ZONE 'UTC', metric_id, device_id, metric_value,
             comparator
      FROM health.health_metrics WHERE user_id = ? ORDER BY 1, 2, 3
      """;
  private static final String DAYS =
      """
      SELECT metric_type, day, readings, round(sum::numeric, 6), min, max
      FROM health.daily_metrics WHERE user_id = ? ORDER BY 1, 2
      """;
  private static final String ORIGINS =
      """
      SELECT count(*) FILTER (WHERE origin = 'stream'), count(*) FILTER (WHERE origin = 'table')
      FROM health.metric_windows WHERE user_id = ?
      """;

  private static final RegistryClient SCHEMAS = RegistryClient.local();
  private static Tables tables;
  private static long ofTheStream;
  private static long ofTheTable;

  @BeforeContainer
  static void start() throws SQLException {
    String url = LocalPipeline.endpoints().postgres();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + NAME);
    }
    tables = new Tables(config(url), SCHEMAS);
  }

  @AfterContainer
  static void stop() throws SQLException {
    tables.close();
    // A property in which nothing is ever repaired, or nothing ever streamed, would prove little.
    assertTrue(ofTheStream > 0, "no window is the stream's");
    assertTrue(ofTheTable > 0, "no window is the table's");
  }

  @Property(tries = 20, seed = "20261121", shrinking = ShrinkingMode.OFF)
  void streamedPlusRepairedIsTheCleanStream(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int size) throws SQLException {
    UUID steady = new UUID(random.nextLong(), 1);
    UUID unsteady = new UUID(random.nextLong(), 2);
    Days days = new Days(random);
    List<Reading> clean = days.clean(steady, size);
    try (Chain chain = new Chain(SCHEMAS, Days.START)) {
      clean.forEach(chain::send);
      settle(chain);
      assertEquals(0, chain.duplicates());
    }
    try (Chain chain = new Chain(SCHEMAS, Days.START)) {
      for (Reading reading : days.noisy(Days.of(unsteady, clean), new UUID(random.nextLong(), 3))) {
        chain.send(reading);
        befall(chain, random);
      }
      settle(chain);
    }
    assertEquals(tables.of(steady, READINGS), tables.of(unsteady, READINGS));
    assertEquals(tables.of(steady, WINDOWS), tables.of(unsteady, WINDOWS));
    assertEquals(tables.of(steady, DAYS), tables.of(unsteady, DAYS));
    String[] origins = tables.of(unsteady, ORIGINS).getFirst().split("\\|");
    ofTheStream += Long.parseLong(origins[0]);
    ofTheTable += Long.parseLong(origins[1]);
  }

  /** The lanes and the repair each take their time, and processes end. */
  private static void befall(Chain chain, Random random) throws SQLException {
    switch (random.nextInt(30)) {
      case 0, 1 -> chain.tell();
      case 2, 3 -> tables.storeReadings(chain);
      case 4, 5 -> tables.storeWindows(chain);
      case 6, 7 -> tables.repair();
      case 8 -> chain.restart();
      default -> {}
    }
  }

  private static void settle(Chain chain) throws SQLException {
    chain.tell();
    tables.storeReadings(chain);
    tables.storeWindows(chain);
    tables.repair();
  }

  private static DatabaseConfig config(String url) {
    String[] parts = url.split("\\?", 2);
    Map<String, String> parameters =
        Arrays.stream(parts[1].split("&"))
            .map(parameter -> parameter.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String user = decoded(parameters.remove("user"));
    String password = decoded(parameters.remove("password"));
    String others =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("&"));
    String server = parts[0].substring(0, parts[0].lastIndexOf('/') + 1);
    return new DatabaseConfig(server + NAME + "?" + others, user, password);
  }

  private static String decoded(String parameter) {
    return URLDecoder.decode(parameter, StandardCharsets.UTF_8);
  }
}
