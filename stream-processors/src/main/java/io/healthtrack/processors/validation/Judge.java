package io.healthtrack.processors.validation;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.identity.Provenance;
import io.healthtrack.processors.identity.SeriesIdentities;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Gives the verdict on a reading: metric and unit, clock, plausibility, and last identity. */
final class Judge {

  private static final Instant FIRST_PLAUSIBLE = Instant.parse("1900-01-01T00:00:00Z");

  private final MetricCatalogue catalogue;
  private final SeriesIdentities identities;
  private final Provenance provenance;
  private final ErasedPeople erased;
  private final Duration ahead;

  Judge(
      MetricCatalogue catalogue,
      SeriesIdentities identities,
      Provenance provenance,
      ErasedPeople erased,
      Duration ahead) {
    this.catalogue = catalogue;
    this.identities = identities;
    this.provenance = provenance;
    this.erased = erased;
    this.ahead = ahead;
  }

  /** Judges a reading, which becomes the canonical one where it is valid. */
  Verdict judge(Reading reading, long nowMicros) {
    Optional<Metric> found = catalogue.byCode(reading.getMetric());
    if (found.isEmpty()) {
      return new Verdict.Quarantined(Reason.UNKNOWN_METRIC, reading);
    }
    Metric metric = found.get();
    if (reading.getMeasuredAt().isBefore(FIRST_PLAUSIBLE)) {
      return new Verdict.Quarantined(Reason.CLOCK_IMPLAUSIBLE, reading);
    }
    if (reading.getMeasuredAt().isAfter(reading.getReceivedAt().plus(ahead))) {
      return new Verdict.Quarantined(Reason.MEASURED_IN_FUTURE, reading);
    }
    OptionalDouble canonical = metric.toCanonical(reading.getValue(), reading.getUnit());
    if (canonical.isEmpty()) {
      return new Verdict.Quarantined(Reason.UNKNOWN_UNIT, reading);
    }
    if (!metric.plausible(canonical.getAsDouble())) {
      return new Verdict.Quarantined(Reason.OUT_OF_RANGE, reading);
    }
    return identify(reading, metric, canonical.getAsDouble(), nowMicros);
  }

  private Verdict identify(Reading reading, Metric metric, double canonical, long nowMicros) {
    long provenFrom =
        Math.max(
            provenance.provenFrom(nowMicros, EventTime.micros(reading.getReceivedAt())),
            erased.provenFrom(reading.getUserId()));
    SeriesIdentities.Claim claim =
        new SeriesIdentities.Claim(
            SeriesKey.of(reading.getUserId(), metric.id(), reading.getDeviceId()),
            reading.getReadingId(),
            ReadingIdentity.contentDigest(reading),
            EventTime.micros(reading.getMeasuredAt()),
            reading.getClientId() != null,
            !reading.getStatus().equals("final"));
    return switch (identities.settle(claim, provenFrom)) {
      case FRESH -> valid(reading, metric, canonical, "fresh");
      case UNPROVEN -> valid(reading, metric, canonical, "unproven");
      case DUPLICATE -> Verdict.Duplicate.INSTANCE;
      case CONFLICT -> new Verdict.Quarantined(Reason.ID_CONFLICT, reading);
    };
  }

  private static Verdict valid(Reading reading, Metric metric, double canonical, String proof) {
    if (!metric.unit().equals(reading.getUnit())) {
      reading.setSentValue(reading.getValue());
      reading.setSentUnit(reading.getUnit());
      reading.setValue(canonical);
      reading.setUnit(metric.unit());
    }
    reading.setProof(proof);
    return new Verdict.Valid(reading);
  }
}
