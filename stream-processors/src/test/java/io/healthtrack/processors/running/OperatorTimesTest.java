package io.healthtrack.processors.running;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class OperatorTimesTest {

  private static final int RECORDS = 100;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private int processed;
  private final ProcessorSupplier<String, String, Void, Void> counting =
      () -> (Processor<String, String, Void, Void>) record -> processed++;

  @Test
  void looksAtOneRecordInSixteenAndProcessesAll() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(5_000);
    Processor<String, String, Void, Void> timed =
        new OperatorTimes(meters, "app").of("operator", counting).get();
    timed.init(context);
    for (int i = 0; i < RECORDS; i++) {
      timed.process(new Record<>("k", "v", 3_000));
    }

    Timer taken =
        meters
            .get("healthtrack.streams.process")
            .tag("application", "app")
            .tag("operator", "operator")
            .timer();
    Timer age = meters.get("healthtrack.streams.latency").tag("application", "app").timer();
    assertEquals(RECORDS, processed);
    assertEquals(1 + (RECORDS - 1) / OperatorTimes.ONE_IN, taken.count());
    assertEquals(taken.count(), age.count());
    assertEquals(2_000.0, age.max(TimeUnit.MILLISECONDS));
  }

  @Test
  void withoutMetersTheOperatorIsAsItWas() {
    assertSame(counting, OperatorTimes.NONE.of("operator", counting));
  }
}
