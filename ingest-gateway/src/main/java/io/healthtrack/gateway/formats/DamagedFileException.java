package io.healthtrack.gateway.formats;

/** The file breaks off, is damaged, or contradicts itself, so that no later row can be trusted. */
public final class DamagedFileException extends FormatException {

  DamagedFileException(String message) {
    super(message);
  }
}
