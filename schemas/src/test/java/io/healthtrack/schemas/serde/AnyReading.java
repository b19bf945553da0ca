package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import io.healthtrack.schemas.time.EventTime;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;

/** Readings of every kind, sensible or not: whatever the class can hold. */
final class AnyReading {

  private AnyReading() {}

  static Arbitrary<Reading> arbitrary() {
    return Builders.withBuilder(Reading::new)
        .use(ids())
        .inSetter(Reading::setReadingId)
        .use(ids())
        .inSetter(Reading::setUserId)
        .use(texts())
        .inSetter(Reading::setMetric)
        .use(times()) // not by the setter, which would cut it to microseconds
        .inSetter((reading, time) -> reading.put("measured_at", time))
        .use(numbers())
        .inSetter(Reading::setValue)
        .use(texts())
        .inSetter(Reading::setUnit)
        .use(texts())
        .inSetter(Reading::setTenant)
        .use(ids().injectNull(0.5))
        .inSetter(Reading::setDeviceId)
        .use(texts().injectNull(0.5))
        .inSetter(Reading::setClientId)
        .use(texts().injectNull(0.5))
        .inSetter(Reading::setComparator)
        .use(times().injectNull(0.5))
        .inSetter(Reading::setEndAt)
        .use(Arbitraries.integers().injectNull(0.5))
        .inSetter(Reading::setOffsetMinutes)
        .use(times())
        .inSetter((reading, time) -> reading.put("received_at", time))
        .use(Arbitraries.longs())
        .inSetter(Reading::setSequence)
        .use(texts())
        .inSetter(Reading::setStatus)
        .use(texts().injectNull(0.5))
        .inSetter(Reading::setStatistic)
        .use(texts())
        .inSetter(Reading::setModality)
        .use(ids().injectNull(0.5))
        .inSetter(Reading::setGroupId)
        .use(texts())
        .inSetter(Reading::setSource)
        .use(texts())
        .inSetter(Reading::setProof)
        .use(numbers().injectNull(0.5))
        .inSetter(Reading::setSentValue)
        .use(texts().injectNull(0.5))
        .inSetter(Reading::setSentUnit)
        .build();
  }

  private static Arbitrary<UUID> ids() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
  }

  /** From the earliest time that counts in microseconds to the last, and what is finer. */
  private static Arbitrary<Instant> times() {
    return Combinators.combine(
            Arbitraries.longs().lessOrEqual(Long.MAX_VALUE - 1),
            Arbitraries.integers().between(0, 999))
        .as((micros, nanos) -> EventTime.instant(micros).plusNanos(nanos));
  }

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble), // all there are, NaN of every kind
        Arbitraries.of(0.0, -0.0, 72.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY));
  }

  /** Known ones, and any: empty, long, of one, two, three and four bytes, halves of surrogates. */
  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("heart-rate", "/min", "°C", "final", "sensed", "心拍数", "😀"),
        Arbitraries.strings().ascii().ofMaxLength(45),
        Arbitraries.strings().all().ofMaxLength(300));
  }
}
