package io.healthtrack.gateway.formats;

/** The file holds local times and nobody said where the clock ran. */
public final class ZoneRequiredException extends FormatException {

  ZoneRequiredException(String format) {
    super(
        format
            + " files hold local times without a zone: say where the wearer's clock ran, for"
            + " example --zone America/New_York");
  }
}
