package io.healthtrack.schemas.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where data of a person is, and by when each place is empty once the person is erased. The one
 * list of them: receipts are made from it.
 *
 * <p>A person is erased when {@link Topics#REGISTRY_USERS} has their tombstone; the tombstone's
 * timestamp is the moment that everything counts from.
 */
public final class ErasurePlaces {

  /**
   * How long after the erasure a gateway may still have accepted a reading, because the tombstone
   * had not reached it yet. Who deletes by time of arrival adds this.
   */
  public static final Duration IN_FLIGHT = Duration.ofMinutes(1);

  /**
   * For how long a reading accepted before the erasure may still come out of a topic. The stream
   * processors remember for as long whom they must refuse.
   */
  public static final Duration REMEMBERED =
      IN_FLIGHT
          .plus(Keeping.longest(Topics.READINGS_RAW))
          .plus(Keeping.longest(Topics.READINGS_VALID));

  /** How often something must be appended to a compacted partition so that the bounds hold. */
  public static final Duration LONGEST_SILENCE = Keeping.SILENCE;

  private static final Duration CHANGELOG_TOMBSTONES = Duration.ofDays(1);
  private static final Duration FILES = Duration.ofDays(2);
  private static final Duration SINK = Duration.ofMinutes(1);
  private static final Duration MAINTENANCE = Duration.ofDays(1);
  private static final Duration ARCHIVES = Duration.ofDays(1);

  private ErasurePlaces() {}

  /**
   * One place.
   *
   * @param name short and stable, for people and programs
   * @param emptyBy from when on nothing of the person is there
   * @param how what empties it, in a sentence
   */
  public record Place(String name, Instant emptyBy, String how) {}

  /** Every place, for a person erased at {@code erasedAt}. */
  public static List<Place> places(Instant erasedAt) {
    List<Place> places = new ArrayList<>();
    places.add(
        new Place(
            "gateway directory",
            erasedAt.plus(FILES),
            "nobody is found there at once; the files are rewritten daily"));
    for (Topic topic : Topics.all()) {
      if (ofPeople(topic)) {
        places.add(
            new Place(
                "topic " + topic.name(), erasedAt.plus(Keeping.longest(topic)), words(topic)));
      }
    }
    places.add(
        new Place(
            "stream stores",
            erasedAt.plus(REMEMBERED).plus(Keeping.SILENCE),
            "ids of readings and open episodes go with the tombstone; the person's id alone stays"
                + " until no reading can be under way any more"));
    places.add(
        new Place(
            "stream changelogs",
            erasedAt.plus(REMEMBERED).plus(Keeping.compacted(CHANGELOG_TOMBSTONES)),
            "compaction, as of the stores"));
    places.add(
        new Place(
            "database",
            erasedAt.plus(SINK),
            "the sink deletes the rows when it reads the tombstone"));
    places.add(
        new Place(
            "database, late rows",
            erasedAt.plus(REMEMBERED),
            "maintenance deletes every minute what was received before the erasure and stored"
                + " after it"));
    places.add(
        new Place(
            "archives",
            erasedAt.plus(MAINTENANCE).plus(ARCHIVES),
            "the sink's maintenance rewrites archived files without the person's rows"));
    places.add(new Place("logs", erasedAt, "they hold ids, places and counts, never data"));
    return List.copyOf(places);
  }

  /**
   * Settings of a changelog topic under which the bound of the stores' changelogs holds; Kafka
   * Streams' own do not bound it.
   */
  public static Map<String, String> changelogSettings() {
    return Map.of(
        "segment.ms", Long.toString(Keeping.SEGMENT.toMillis()),
        "max.compaction.lag.ms", Long.toString(Keeping.COMPACTION_LAG.toMillis()),
        "delete.retention.ms", Long.toString(CHANGELOG_TOMBSTONES.toMillis()));
  }

  private static boolean ofPeople(Topic topic) {
    // Credentials speak of programs and staff, never of a person whose health is kept.
    return topic.key() != TopicKey.TEXT && !topic.equals(Topics.REGISTRY_CREDENTIALS);
  }

  private static String words(Topic topic) {
    return switch (topic.cleanup()) {
      case DELETE ->
          "retention of %d days, and the segment's last day".formatted(topic.retention().toDays());
      case COMPACT ->
          "compaction within a day or so; the id alone stays in a tombstone for %d days"
              .formatted(topic.retention().toDays());
    };
  }
}
