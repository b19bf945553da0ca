package io.healthtrack.gateway.tracing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a reading is.
 *
 * @param stage how far it has come
 * @param userId whose it is; null if only the quarantine knows it
 * @param metric its metric, if the table says
 * @param measuredAt when it was measured, if known
 * @param receivedAt when it was received, if known
 * @param partition of {@code readings.raw}, if known; -1 otherwise
 * @param before records that validation takes before it, at most
 * @param refusals every time it was refused, newest first
 */
public record Trace(
    Stage stage,
    UUID userId,
    String metric,
    Instant measuredAt,
    Instant receivedAt,
    int partition,
    long before,
    List<Place.Quarantined> refusals) {

  /** Copies the list. */
  public Trace {
    refusals = List.copyOf(refusals);
  }

  /** How far a reading can come. */
  public enum Stage {
    /** In {@code readings.raw}; validation has not come to it. */
    ACCEPTED("accepted", "it is in readings.raw, and validation has not come to it yet"),
    /** Validation has taken it, and it is in neither the table nor the quarantine yet. */
    VALIDATED("validated", "validation has taken it; the sink writes it within seconds"),
    /** Refused for its meaning. */
    QUARANTINED("quarantined", "it was refused; refusals say why, and it can be replayed"),
    /** A row of the table. */
    STORED("stored", "it is in the database");

    private final String code;
    private final String says;

    Stage(String code, String says) {
      this.code = code;
      this.says = says;
    }

    /** Stable word. */
    public String code() {
      return code;
    }

    /** A sentence. */
    public String says() {
      return says;
    }
  }

  static Optional<Trace> of(List<Place> places, UUID person) {
    List<Place.Quarantined> refusals =
        places.stream()
            .filter(Place.Quarantined.class::isInstance)
            .map(Place.Quarantined.class::cast)
            .toList();
    Optional<Trace> stored =
        places.stream()
            .filter(Place.Stored.class::isInstance)
            .map(Place.Stored.class::cast)
            .findFirst()
            .map(
                row ->
                    new Trace(
                        Stage.STORED,
                        person,
                        row.metric(),
                        row.measuredAt(),
                        row.receivedAt(),
                        -1,
                        0,
                        refusals));
    if (stored.isPresent() || refusals.isEmpty()) {
      return stored;
    }
    return Optional.of(new Trace(Stage.QUARANTINED, person, null, null, null, -1, 0, refusals));
  }
}
