package io.healthtrack.schemas.serde;

import org.apache.kafka.common.KafkaException;

/** The schema registry refused, or did not answer. */
public final class RegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** The code with which a registry says that it has no schema of an id. */
  static final int NO_SUCH_SCHEMA = 40_403;

  private final int code;

  /**
   * A refusal.
   *
   * @param code the registry's own error code, which is more than its HTTP status; 0 if it gave
   *     none
   */
  public RegistryException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** No answer. */
  public RegistryException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /**
   * Whether the registry itself says that it does not know the schema. Everything else may pass:
   * also a bare 404, which is what a proxy says, or a registry asked at a wrong address.
   */
  public boolean schemaUnknown() {
    return code == NO_SUCH_SCHEMA;
  }
}
