package io.healthtrack.local;

import io.healthtrack.local.pipeline.DataDirectory;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.pipeline.Pipeline;
import io.healthtrack.local.pipeline.Ports;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One whole pipeline for all tests of this JVM. */
public final class LocalPipeline {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than lie between the first and the last port of a pipeline. */
  private static final int PORTS = 500;

  private static final int ROOMS = 20;
  private static final Set<Integer> GIVEN = new HashSet<>();
  private static Pipeline pipeline;

  private LocalPipeline() {}

  /** Starts it when first asked. */
  public static synchronized Pipeline get() {
    if (pipeline == null) {
      pipeline = Pipeline.start(DataDirectory.temporary(), freePorts());
      Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close, "pipeline-close"));
    }
    return pipeline;
  }

  /** Where it listens. */
  public static Endpoints endpoints() {
    return get().endpoints();
  }

  /** What `--data` takes. */
  static Path data() {
    return get().directory().root();
  }

  /** Ports nobody listens on now, and that nobody else here was given, who may be about to. */
  static synchronized Ports freePorts() {
    Random random = new Random();
    while (true) {
      int room = random.nextInt(ROOMS);
      Ports ports = new Ports(20_000 + room * PORTS + random.nextInt(PORTS / 10));
      if (GIVEN.add(room) && ports.taken().isEmpty()) {
        return ports;
      }
    }
  }

  static Connection database() throws SQLException {
    return DriverManager.getConnection(endpoints().postgres());
  }

  /** Rows of a person. */
  static long stored(String system, String value) throws SQLException {
    UUID user = SubjectIdentity.user("default", system, value);
    try (Connection connection = database();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT count(*) FROM health.health_metrics WHERE user_id = ?")) {
      query.setObject(1, user);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Waits until a condition holds. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not happen in time: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
