package io.healthtrack.gateway.intake;

import java.util.UUID;

/** What the gateway says of one reading of a request. */
public sealed interface Verdict {

  /** It is published. */
  record Accepted(UUID readingId) implements Verdict {}

  /** The same reading stands earlier in this request. */
  record Duplicate(UUID readingId) implements Verdict {}

  /**
   * It is wrong in form, or of nobody we know.
   *
   * @param code stable, kebab-case
   * @param field the field to correct; empty if the reading as a whole is wrong
   * @param message what is wrong and how to put it right; never holds a value
   */
  record Rejected(String code, String field, String message) implements Verdict {}
}
