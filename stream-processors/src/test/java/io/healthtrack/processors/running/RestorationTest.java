package io.healthtrack.processors.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener.SuspendReason;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class RestorationTest {

  private static final TopicPartition ONE = new TopicPartition("changelog", 0);
  private static final TopicPartition TWO = new TopicPartition("changelog", 1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final Restoration restoration = new Restoration("app", meters, clock::get);

  @Test
  void tellsWhatIsLeftAndHowLongItTook() {
    assertFalse(restoration.restoring());
    restoration.onRestoreStart(ONE, "store", 0, 100);
    restoration.onRestoreStart(TWO, "store", 50, 100);
    assertEquals(150, gauge("healthtrack.streams.restore.remaining.records"));
    assertTrue(restoration.restoring());

    clock.set(TimeUnit.SECONDS.toNanos(2));
    restoration.onBatchRestored(ONE, "store", 59, 60);
    assertEquals(90, gauge("healthtrack.streams.restore.remaining.records"));
    assertEquals(2, seconds());

    restoration.onRestoreEnd(ONE, "store", 60);
    clock.set(TimeUnit.SECONDS.toNanos(3));
    restoration.onBatchRestored(TWO, "store", 99, 40);
    restoration.onRestoreEnd(TWO, "store", 40);
    assertTrue(restoration.restoring());
    restoration.over();
    clock.set(TimeUnit.SECONDS.toNanos(9));

    assertFalse(restoration.restoring());
    assertEquals(0, gauge("healthtrack.streams.restore.remaining.records"));
    assertEquals(100, gauge("healthtrack.streams.restored.records"));
    assertEquals(3, seconds());
  }

  @Test
  void aRestorationThatIsGivenUpIsOver() {
    restoration.onRestoreStart(ONE, "store", 0, 100);
    restoration.onRestoreSuspended(ONE, "store", 10);
    restoration.over();
    assertFalse(restoration.restoring());

    restoration.onRestoreStart(ONE, "store", 0, 100);
    restoration.reset();
    assertFalse(restoration.restoring());
    assertEquals(0, gauge("healthtrack.streams.restore.remaining.records"));
  }

  @Test
  void tellsHowFarStandbysAreBehind() {
    restoration.onUpdateStart(ONE, "store", 0);
    restoration.onBatchLoaded(ONE, "store", new TaskId(0, 0), 59, 60, 100);
    assertEquals(40, gauge("healthtrack.streams.standby.lag.records"));

    restoration.onBatchLoaded(ONE, "store", new TaskId(0, 0), 99, 40, 100);
    assertEquals(0, gauge("healthtrack.streams.standby.lag.records"));

    restoration.onBatchLoaded(ONE, "store", new TaskId(0, 0), 99, 1, 200);
    restoration.onUpdateSuspended(ONE, "store", 99, 200, SuspendReason.PROMOTED);
    assertEquals(0, gauge("healthtrack.streams.standby.lag.records"));
  }

  private double gauge(String name) {
    return meters.get(name).tag("application", "app").gauge().value();
  }

  private double seconds() {
    return meters.get("healthtrack.streams.restore").timeGauge().value(TimeUnit.SECONDS);
  }
}
