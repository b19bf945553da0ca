package io.healthtrack.gateway.oauth;

/** The issuer's keys cannot be had at the moment. */
final class IssuerSilentException extends Exception {

  private static final long serialVersionUID = 1L;

  IssuerSilentException(Throwable cause) {
    super("the issuer's keys cannot be had at the moment", cause);
  }
}
