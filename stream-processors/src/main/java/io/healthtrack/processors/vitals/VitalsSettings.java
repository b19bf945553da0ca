package io.healthtrack.processors.vitals;

import io.healthtrack.schemas.config.Secret;

/**
 * Who may ask for vitals.
 *
 * @param token what callers have to show; null answers nobody
 * @param streams followers at once; beyond it they get 503
 */
public record VitalsSettings(Secret token, int streams) {

  /** Nobody, until a token is set. */
  public static final VitalsSettings DEFAULTS = new VitalsSettings(null, 5_000);

  private static final int SHORTEST = 16;

  /** Refuses a token that could be guessed. */
  public VitalsSettings {
    if (token != null && token.value().length() < SHORTEST) {
      throw new IllegalArgumentException("processors.vitals.token must have 16 characters or more");
    }
    if (streams < 0) {
      throw new IllegalArgumentException("processors.vitals.streams must not be negative");
    }
  }
}
