package io.healthtrack.processors.validation;

import static io.healthtrack.processors.testing.Sample.NOON;
import static io.healthtrack.processors.testing.Sample.heartRate;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Tally;
import io.healthtrack.schemas.topics.Tick;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class TickTest {

  @Test
  void followsTheReadingsBeforeItAndIsInNobodysCounts() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      run.send(heartRate(NOON, 60));
      run.tick(NOON.plusSeconds(5));

      List<TestRecord<byte[], byte[]>> passed = run.ticks();
      assertEquals(2, passed.size());
      TestRecord<byte[], byte[]> tick = passed.getLast();
      assertArrayEquals(Tick.key(0), tick.key());
      assertNull(tick.value());
      assertEquals(NOON.plusSeconds(5).toEpochMilli(), tick.timestamp());
      Tally tally = run.tally();
      assertEquals(2, tally.getCountedTo());
      assertEquals(1, tally.getRecordsIn());
      assertEquals(1, tally.getRecordsOut());
      assertEquals(1, tally.getPassedOver());
      assertTrue(tally.getReasons().isEmpty());
    }
  }

  @Test
  void whatIsNoTickOfThisPartitionGoesNoFurther() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      run.sendBytes(Tick.key(1), null, NOON);
      run.sendBytes(new byte[16], null, NOON);
      run.sendBytes(null, null, NOON);

      assertTrue(run.ticks().isEmpty());
      assertEquals(3, run.tally().getPassedOver());
    }
  }

  @Test
  void theFirstTickRemembersThatNothingWasPassedOnBefore() {
    try (ValidationRun run = ValidationRun.born(NOON)) {
      assertEquals(0, run.sizeOfStore(ValidationTopology.PROVENANCE));
      run.tick(NOON);

      assertEquals(1, run.sizeOfStore(ValidationTopology.PROVENANCE));
    }
  }
}
