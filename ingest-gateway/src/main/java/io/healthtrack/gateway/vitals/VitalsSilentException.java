package io.healthtrack.gateway.vitals;

/** The stream processors cannot say now. */
public final class VitalsSilentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VitalsSilentException(String why) {
    super(why);
  }
}
