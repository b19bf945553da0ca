package io.healthtrack.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro instantiates only classes it has been told to trust; HealthTrack's records are those.
 * Serializers see to it; whoever builds records without one does so first.
 */
public final class TrustedRecords {

  private static final String PACKAGE = "io.healthtrack.avro.";

  static {
    ClassSecurityValidator.ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        type -> type.getName().startsWith(PACKAGE) || others.isTrusted(type));
  }

  private TrustedRecords() {}

  /** Has the effect once, when the class is first used. */
  public static void install() {}
}
