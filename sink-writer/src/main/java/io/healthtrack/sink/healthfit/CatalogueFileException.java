package io.healthtrack.sink.healthfit;

/** A file that is no catalogue: the message says what is wrong and what to do, for people. */
public final class CatalogueFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CatalogueFileException(String message) {
    super(message);
  }
}
