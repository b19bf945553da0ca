package io.healthtrack.sink.guarantees;

import io.healthtrack.sink.Await;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink, the database and the broker as processes of their own, killed and frozen by signal
 * under load: afterwards the tables are exactly what the log says, and nobody had to lend a hand.
 * Four runs by default, one hundred in profile {@code guarantees}; {@code
 * -Dhealthtrack.seeds.first=37} begins with that run.
 */
class GuaranteesIT {

  private static final Logger LOG = LoggerFactory.getLogger(GuaranteesIT.class);

  private static Parts parts;

  @BeforeAll
  static void start() {
    parts = new Parts();
  }

  @AfterAll
  static void stop() {
    if (parts != null) {
      parts.close();
    }
  }

  static Stream<Run> runs() {
    int first = Integer.getInteger("healthtrack.seeds.first", 0);
    return IntStream.range(first, 2 * Integer.getInteger("healthtrack.seeds", 2)).mapToObj(Run::of);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void endsAsIfNothingHadHappened(Run run) throws Exception {
    try {
      parts.begin();
      Account account = Account.open(parts);
      Faults faults = new Faults(parts, run.random("faults"));
      try (Load load = Load.start(parts, run)) {
        Await.until("some are stored", () -> account.stored() > 200);
        for (Fault fault : run.faults()) {
          faults.upTo(Duration.ofMillis(700));
          long before = load.committed();
          faults.befall(fault);
          Await.until("more are sent", () -> load.committed() > before);
        }
        faults.upTo(Duration.ofMillis(500));
      }
      account.settle();
      LOG.info("run {} is exact: {} readings", run, account.stored());
    } catch (Exception | AssertionError e) {
      LOG.error("run {} failed: {}", run, e.toString());
      e.addSuppressed(new AssertionError(parts.describe()));
      parts.endAll();
      throw e;
    } finally {
      parts.endOthers();
    }
  }
}
