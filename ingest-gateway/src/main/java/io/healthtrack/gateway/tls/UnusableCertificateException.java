package io.healthtrack.gateway.tls;

/** The certificate's files cannot be used; the message says why, fit for a log. */
final class UnusableCertificateException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableCertificateException(String message) {
    super(message);
  }
}
