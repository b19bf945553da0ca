package io.healthtrack.schemas.config;

/**
 * A value that must not be shown.
 *
 * @param value the value itself, for the one place that needs it
 */
public record Secret(String value) {

  @Override
  public String toString() {
    return "(secret)";
  }
}
