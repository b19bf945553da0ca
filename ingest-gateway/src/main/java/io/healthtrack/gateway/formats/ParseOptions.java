package io.healthtrack.gateway.formats;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What a file does not say about itself, and how much of it to take.
 *
 * @param zone where the wearer's clock ran; needed by formats that hold local times
 * @param person take only this person's rows of a file of several people
 * @param wearer the caller's identifier of the one person whose file it is; formats that name the
 *     devices of a person (Apple Health) need it to tell them from other people's devices
 * @param schema the schema of bodies without a header (Open mHealth), such as omh:heart-rate:2.0
 * @param maximumRow characters in one row, beyond which the file is refused
 * @param maximumBytes bytes after unpacking, beyond which the file is refused
 */
public record ParseOptions(
    Optional<ZoneId> zone,
    Optional<String> person,
    Optional<String> wearer,
    Optional<String> schema,
    int maximumRow,
    long maximumBytes) {

  /** No zone, everybody, rows of 64 Ki characters, 16 GiB. */
  public static final ParseOptions DEFAULT =
      new ParseOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1 << 16,
          1L << 34);

  /** Refuses limits that are not positive. */
  public ParseOptions {
    if (maximumRow < 1 || maximumBytes < 1) {
      throw new IllegalArgumentException("maximumRow and maximumBytes must be positive");
    }
  }

  /** The same with the zone of the file's local times. */
  public ParseOptions in(ZoneId where) {
    return new ParseOptions(Optional.of(where), person, wearer, schema, maximumRow, maximumBytes);
  }

  /** The same for one person of the file. */
  public ParseOptions only(String who) {
    return new ParseOptions(zone, Optional.of(who), wearer, schema, maximumRow, maximumBytes);
  }

  /** The same with at most this many bytes after unpacking. */
  public ParseOptions upTo(long bytes) {
    return new ParseOptions(zone, person, wearer, schema, maximumRow, bytes);
  }

  /** The same for the file of this person. */
  public ParseOptions wornBy(String who) {
    return new ParseOptions(zone, person, Optional.of(who), schema, maximumRow, maximumBytes);
  }

  /** The same for bodies of this schema. */
  public ParseOptions ofSchema(String which) {
    return new ParseOptions(zone, person, wearer, Optional.of(which), maximumRow, maximumBytes);
  }

  /** The same with at most this many characters in a row. */
  public ParseOptions rowsUpTo(int characters) {
    return new ParseOptions(zone, person, wearer, schema, characters, maximumBytes);
  }
}
