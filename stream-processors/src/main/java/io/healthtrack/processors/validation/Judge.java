package io.healthtrack.processors.validation;

import io.healthtrack.avro.Reading;
import io.healthtrack.processors.consents.KeptConsents;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.identity.Finding;
import io.healthtrack.processors.identity.Provenance;
import io.healthtrack.processors.identity.SeriesIdentities;
import io.healthtrack.processors.series.SeriesKey;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.metrics.AgeBand;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.topics.Replay;
import io.healthtrack.schemas.windows.RunningTotal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gives the verdict on a reading: consent, metric and unit, clock, plausibility, and last identity.
 */
final class Judge {

  private static final Instant FIRST_PLAUSIBLE = Instant.parse("1900-01-01T00:00:00Z");

  private final MetricCatalogue catalogue;
  private final SeriesIdentities identities;
  private final Provenance provenance;
  private final ErasedPeople erased;
  private final KeptConsents consents;
  private final KnownPeople people;
  private final ClockQuality clocks;
  private final Duration ahead;

  Judge(
      MetricCatalogue catalogue,
      SeriesIdentities identities,
      Provenance provenance,
      ErasedPeople erased,
      KeptConsents consents,
      KnownPeople people,
      ClockQuality clocks,
      Duration ahead) {
    this.catalogue = catalogue;
    this.identities = identities;
    this.provenance = provenance;
    this.erased = erased;
    this.consents = consents;
    this.people = people;
    this.clocks = clocks;
    this.ahead = ahead;
  }

  /** Judges a reading, which becomes the canonical one where it is valid. */
  Verdict judge(Reading reading, Optional<Replay> replay, long nowMicros) {
    // First of all, because every other refusal keeps the reading's bytes.
    if (denied(reading)) {
      return new Verdict.Quarantined(Reason.NO_CONSENT, reading);
    }
    KnownPeople.Person person = people.find(reading.getUserId());
    if (person.known() && !person.tenant().equals(reading.getTenant())) {
      return new Verdict.Quarantined(Reason.WRONG_TENANT, reading);
    }
    Optional<Metric> found = catalogue.byCode(reading.getMetric());
    if (found.isEmpty()) {
      return new Verdict.Quarantined(Reason.UNKNOWN_METRIC, reading);
    }
    Metric metric = found.get();
    if (reading.getMeasuredAt().isBefore(FIRST_PLAUSIBLE)) {
      return new Verdict.Quarantined(Reason.CLOCK_IMPLAUSIBLE, reading);
    }
    if (isInFuture(reading)) {
      if (replay.isEmpty()) {
        clocks.observe(reading);
      }
      return new Verdict.Quarantined(
          Reason.MEASURED_IN_FUTURE, reading, ClockSkew.ahead(reading), true);
    }
    OptionalDouble canonical = metric.toCanonical(reading.getValue(), reading.getUnit());
    if (canonical.isEmpty()) {
      return new Verdict.Quarantined(Reason.UNKNOWN_UNIT, reading);
    }
    double value = canonical.getAsDouble();
    if (!plausible(metric, value, reading)) {
      return new Verdict.Quarantined(Reason.OUT_OF_RANGE, reading);
    }
    Optional<AgeBand> refusing = implausibleAtTheirAge(metric, value, reading, person);
    if (refusing.isPresent()) {
      return new Verdict.Quarantined(
          Reason.OUT_OF_RANGE, reading, Reason.outOfRangeFor(refusing.get()), true);
    }
    if (replay.isPresent()) {
      return replayed(reading, metric, value, replay.get(), nowMicros);
    }
    return switch (identify(reading, metric, nowMicros)) {
      case FRESH -> {
        clocks.observe(reading);
        yield valid(reading, metric, value, "fresh");
      }
      case UNPROVEN -> valid(reading, metric, value, "unproven");
      case DUPLICATE -> Verdict.Duplicate.INSTANCE;
      case CONFLICT -> new Verdict.Quarantined(Reason.ID_CONFLICT, reading);
    };
  }

  /**
   * Whether the person denies, at any instant that the reading speaks of, that it is kept. Where
   * its clock cannot be right it may be of any instant between the time it claims and its arrival.
   */
  private boolean denied(Reading reading) {
    Instant first = reading.getMeasuredAt();
    Instant last = first;
    if (isInFuture(reading)) {
      first = reading.getReceivedAt();
    } else if (first.isBefore(FIRST_PLAUSIBLE)) {
      last = reading.getReceivedAt();
    } else if (reading.getEndAt() != null && reading.getEndAt().isAfter(first)) {
      // An interval's end is the first instant that is no longer its own.
      last = reading.getEndAt().minusNanos(1);
    }
    return consents.denied(reading.getUserId(), reading.getMetric(), first, last);
  }

  private boolean isInFuture(Reading reading) {
    return reading.getMeasuredAt().isAfter(reading.getReceivedAt().plus(ahead));
  }

  /** A counter may show more than anybody walks in a day. */
  private static boolean plausible(Metric metric, double value, Reading reading) {
    boolean counter =
        RunningTotal.STATISTIC.equals(reading.getStatistic()) && RunningTotal.isPossible(metric);
    return counter ? RunningTotal.isPlausible(metric, value) : metric.plausible(value);
  }

  /** Only the year of birth is known, and the year of measurement only up to a day's difference. */
  private static Optional<AgeBand> implausibleAtTheirAge(
      Metric metric, double value, Reading reading, KnownPeople.Person person) {
    if (metric.ages().isEmpty() || person.birthYear() == 0) {
      return Optional.empty();
    }
    OffsetDateTime measured = reading.getMeasuredAt().atOffset(ZoneOffset.UTC);
    return metric.implausibleAt(
        value,
        measured.minusDays(1).getYear() - person.birthYear() - 1,
        measured.plusDays(1).getYear() - person.birthYear());
  }

  /**
   * What comes out of quarantine is never fresh, however new its series would find it: it is old
   * news, and shall page nobody. What the sink had refused is known here, and is passed on again.
   */
  private Verdict replayed(
      Reading reading, Metric metric, double value, Replay replay, long nowMicros) {
    if (replay.passedBefore()) {
      return valid(reading, metric, value, "unproven");
    }
    return switch (identify(reading, metric, nowMicros)) {
      case FRESH, UNPROVEN -> valid(reading, metric, value, "unproven");
      case DUPLICATE -> Verdict.Duplicate.INSTANCE;
      case CONFLICT -> new Verdict.Quarantined(Reason.ID_CONFLICT, reading);
    };
  }

  private Finding identify(Reading reading, Metric metric, long nowMicros) {
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
    return identities.settle(claim, provenFrom);
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
