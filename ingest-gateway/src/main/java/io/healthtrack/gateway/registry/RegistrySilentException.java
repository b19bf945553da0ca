package io.healthtrack.gateway.registry;

/** The registry has not answered in time. */
public final class RegistrySilentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RegistrySilentException(Throwable cause) {
    super("the registry has not answered yet", cause);
  }
}
