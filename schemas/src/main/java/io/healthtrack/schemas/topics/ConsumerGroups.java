package io.healthtrack.schemas.topics;

/** Groups whose progress others look at. */
public final class ConsumerGroups {

  /** Reads {@link Topics#READINGS_RAW}: what is below its offset has its verdict. */
  public static final String VALIDATION = "healthtrack-validation";

  private ConsumerGroups() {}
}
