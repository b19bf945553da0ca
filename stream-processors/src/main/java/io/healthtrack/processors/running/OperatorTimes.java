package io.healthtrack.processors.running;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * How long operators take, and how old records are when they are done with. One record in sixteen
 * is looked at, which costs nothing worth measuring and allocates nothing; Kafka Streams' own
 * processing metrics know averages and maxima only.
 */
public final class OperatorTimes {

  /** Times nothing. */
  public static final OperatorTimes NONE = new OperatorTimes(null, "");

  static final int ONE_IN = 16;

  private final MeterRegistry meters;
  private final String application;

  /** Times the operators of one application. */
  public OperatorTimes(MeterRegistry meters, String application) {
    this.meters = meters;
    this.application = application;
  }

  /** The same operator, timed. */
  public <A, B, C, D> ProcessorSupplier<A, B, C, D> of(
      String operator, ProcessorSupplier<A, B, C, D> supplier) {
    if (meters == null) {
      return supplier;
    }
    Timer taken =
        Timer.builder("healthtrack.streams.process")
            .description("Time one operator takes for a record, of one record in sixteen")
            .tag("application", application)
            .tag("operator", operator)
            .serviceLevelObjectives(
                Duration.ofNanos(10_000),
                Duration.ofNanos(100_000),
                Duration.ofMillis(1),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(1))
            .register(meters);
    Timer age =
        Timer.builder("healthtrack.streams.latency")
            .description("From a record's arrival at the gateway until it is processed")
            .tag("application", application)
            .serviceLevelObjectives(
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10))
            .register(meters);
    return () -> new Timed<>(supplier.get(), taken, age);
  }

  private static final class Timed<A, B, C, D> implements Processor<A, B, C, D> {

    private final Processor<A, B, C, D> operator;
    private final Timer taken;
    private final Timer age;
    private ProcessorContext<C, D> context;
    private int seen;

    Timed(Processor<A, B, C, D> operator, Timer taken, Timer age) {
      this.operator = operator;
      this.taken = taken;
      this.age = age;
    }

    @Override
    public void init(ProcessorContext<C, D> context) {
      this.context = context;
      operator.init(context);
    }

    @Override
    public void process(Record<A, B> record) {
      if (seen++ % ONE_IN != 0) {
        operator.process(record);
        return;
      }
      long begun = System.nanoTime();
      operator.process(record);
      taken.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
      age.record(
          Math.max(0, context.currentSystemTimeMs() - record.timestamp()), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      operator.close();
    }
  }
}
