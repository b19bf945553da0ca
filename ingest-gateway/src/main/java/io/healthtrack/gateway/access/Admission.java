package io.healthtrack.gateway.access;

/** What the doorkeeper says to somebody. */
public sealed interface Admission {

  /** Come in. */
  record Granted(Credential credential) implements Admission {}

  /** No key, none of ours, expired or revoked: the answer is the same, so that nobody learns. */
  record Refused() implements Admission {}

  /** Proven, but a person of this role must have used a second factor. */
  record SecondFactorMissing() implements Admission {}

  /**
   * It cannot be told at the moment, and nobody is called unknown before it can.
   *
   * @param code stable, kebab-case
   * @param detail why, in a sentence
   */
  record Undecided(String code, String detail) implements Admission {}
}
