package io.healthtrack.schemas.serde;

import org.apache.kafka.common.KafkaException;

/** The schema registry refused, or did not answer. */
public final class RegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** A refusal; {@code status} is the registry's HTTP status. */
  public RegistryException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** No answer. */
  public RegistryException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** Whether asking again may help: there was no answer, or the registry itself was in trouble. */
  public boolean retriable() {
    return status == 0 || status >= 500;
  }
}
