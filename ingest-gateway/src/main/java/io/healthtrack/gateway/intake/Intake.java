package io.healthtrack.gateway.intake;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.gateway.directory.Wearer;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.identity.ReadingIdentity;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.time.EventTime;
import io.healthtrack.schemas.windows.RunningTotal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Judges one request: a verdict for each reading in the order sent, and the accepted ones as
 * records in the order of time, so that a file written newest first stays on the fast path.
 *
 * <p>One request, one instance; not for several threads.
 */
public final class Intake {

  private static final UUID GROUPS = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e05");

  private final MetricCatalogue catalogue;
  private final Directory directory;
  private final String tenant;
  private final Instant receivedAt;
  private final String source;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Reading> readings = new ArrayList<>();
  private final Set<UUID> ids = new HashSet<>();
  // A batch speaks of a few people and devices; parsing and hashing their names once is enough.
  private final Map<String, UUID> devices = new HashMap<>();
  private final Map<String, UUID> users = new HashMap<>();

  /**
   * Begins a request.
   *
   * @param receivedAt when the gateway received it, to the microsecond
   * @param source the interface that brought it
   */
  public Intake(
      MetricCatalogue catalogue,
      Directory directory,
      String tenant,
      Instant receivedAt,
      String source) {
    this.catalogue = catalogue;
    this.directory = directory;
    this.tenant = tenant;
    this.receivedAt = receivedAt;
    this.source = source;
  }

  /** Takes the next reading of the request. */
  public void take(ReadingDraft draft) {
    verdicts.add(judge(draft));
  }

  /** Takes note of a reading of the request that is wrong in form. */
  public void reject(String code, String field, String message) {
    verdicts.add(new Verdict.Rejected(code, field, message));
  }

  /** A verdict for each reading taken, in the order taken. */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  /** The accepted readings, oldest first. */
  public List<Reading> readings() {
    readings.sort(Comparator.comparing(Reading::getMeasuredAt));
    return readings;
  }

  private Verdict judge(ReadingDraft draft) {
    Optional<Metric> metric = catalogue.byCode(draft.metric());
    if (metric.isEmpty()) {
      return rejected(
          "unknown-metric", "metric", "no metric has this code; GET /v1/metrics lists them");
    }
    if (metric.get().toCanonical(draft.value(), draft.unit()).isEmpty()) {
      return rejected(
          "unknown-unit",
          "unit",
          "%s is not measured in this unit; send %s, or another that GET /v1/metrics lists"
              .formatted(metric.get().code(), metric.get().unit()));
    }
    if (draft.device() == null && draft.user() == null) {
      return rejected(
          "missing-field", "device", "nothing says whose it is: send ?device= or ?user=");
    }
    if (RunningTotal.STATISTIC.equals(draft.statistic())) {
      Optional<Verdict> fault = faultOfTotal(draft, metric.get());
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return draft.device() == null ? selfReport(draft) : measured(draft);
  }

  /** What a counter showed is a number of one device at one moment. */
  private static Optional<Verdict> faultOfTotal(ReadingDraft draft, Metric metric) {
    if (!RunningTotal.isPossible(metric)) {
      return Optional.of(
          rejected(
              "malformed",
              "statistic",
              "only what adds up has a running total, and %s does not; leave statistic out"
                  .formatted(metric.code())));
    }
    if (draft.endAt() != null) {
      return Optional.of(
          rejected(
              "malformed",
              "end_at",
              "a running total is read at one moment: leave end_at out, or statistic if this is what"
                  + " was added from measured_at to end_at"));
    }
    if (draft.comparator() != null) {
      return Optional.of(
          rejected(
              "bad-comparator",
              "comparator",
              "from a bound no difference can be taken: a running total has no comparator"));
    }
    if (draft.device() == null) {
      return Optional.of(
          rejected(
              "missing-field",
              "device",
              "a running total needs the device that counts, to be compared with its last one"));
    }
    return Optional.empty();
  }

  private Verdict measured(ReadingDraft draft) {
    UUID deviceId;
    try {
      deviceId =
          devices.computeIfAbsent(draft.device(), name -> SubjectIdentity.deviceFrom(tenant, name));
    } catch (IllegalArgumentException e) {
      return rejected("malformed", "device", e.getMessage());
    }
    return switch (directory.wearer(deviceId, tenant, draft.measuredAt())) {
      case Wearer.UnknownDevice unknown ->
          rejected(
              "unknown-device",
              "device",
              "register the device first: PUT /v1/devices/{id}, then its wearer: PUT /v1/devices/{id}/assignments");
      case Wearer.Unassigned nobody ->
          rejected(
              "unassigned-device",
              "device",
              "nobody wore the device at measured_at: PUT /v1/devices/{id}/assignments says who did");
      case Wearer.Known known -> {
        UUID userId = known.userId();
        if (draft.user() == null) {
          yield accept(draft, deviceId, userId);
        }
        UUID claimed;
        try {
          claimed = userId(draft.user());
        } catch (IllegalArgumentException e) {
          yield rejected("malformed", "user", e.getMessage());
        }
        yield claimed.equals(userId)
            ? accept(draft, deviceId, userId)
            : rejected(
                "wrong-user",
                "user",
                "another person wore the device at measured_at; leave user out, or correct the assignment");
      }
    };
  }

  private Verdict selfReport(ReadingDraft draft) {
    UUID userId;
    try {
      userId = userId(draft.user());
    } catch (IllegalArgumentException e) {
      return rejected("malformed", "user", e.getMessage());
    }
    return directory.user(userId, tenant).isPresent()
        ? accept(draft, null, userId)
        : rejected("unknown-user", "user", "register the person first: PUT /v1/users/{id}");
  }

  private UUID userId(String name) {
    return users.computeIfAbsent(name, unseen -> SubjectIdentity.userFrom(tenant, unseen));
  }

  private Verdict accept(ReadingDraft draft, UUID deviceId, UUID userId) {
    UUID readingId =
        draft.id() == null
            ? ReadingIdentity.ofMeasurement(
                deviceId == null ? userId : deviceId,
                draft.metric(),
                EventTime.micros(draft.measuredAt()),
                draft.value(),
                draft.comparator(),
                draft.unit(),
                draft.sequence())
            : ReadingIdentity.ofClientId(tenant, draft.id());
    // A correction has the id of what it corrects, and may stand beside it.
    if (!ids.add(readingId) && draft.status().equals(ReadingDraft.FINAL)) {
      return new Verdict.Duplicate(readingId);
    }
    readings.add(record(draft, readingId, deviceId, userId));
    return new Verdict.Accepted(readingId);
  }

  private Reading record(ReadingDraft draft, UUID readingId, UUID deviceId, UUID userId) {
    Reading reading = new Reading();
    reading.setReadingId(readingId);
    reading.setUserId(userId);
    reading.setMetric(draft.metric());
    reading.setMeasuredAt(draft.measuredAt());
    reading.setValue(draft.value());
    reading.setUnit(draft.unit());
    reading.setTenant(tenant);
    reading.setDeviceId(deviceId);
    reading.setClientId(draft.id());
    reading.setComparator(draft.comparator());
    reading.setEndAt(draft.endAt());
    reading.setOffsetMinutes(draft.offsetMinutes());
    reading.setReceivedAt(receivedAt);
    reading.setSequence(draft.sequence());
    reading.setStatus(draft.status());
    reading.setStatistic(draft.statistic());
    reading.setModality(modality(draft, deviceId));
    reading.setGroupId(
        draft.group() == null
            ? null
            : NameBasedUuid.in(GROUPS).add(tenant).add(userId).add(draft.group()).build());
    reading.setSource(source);
    reading.setProof("none");
    return reading;
  }

  private static String modality(ReadingDraft draft, UUID deviceId) {
    if (draft.modality() != null) {
      return draft.modality();
    }
    return deviceId == null ? ReadingDraft.SELF_REPORTED : ReadingDraft.SENSED;
  }

  private static Verdict rejected(String code, String field, String message) {
    return new Verdict.Rejected(code, field, message);
  }
}
