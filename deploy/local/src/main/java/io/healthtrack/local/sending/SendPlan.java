package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.ParseOptions;
import io.healthtrack.gateway.formats.ReadingFormat;
import java.nio.file.Path;

/**
 * What to send as whose.
 *
 * @param file the export
 * @param format its layout
 * @param options what the file does not say about itself
 * @param user whose readings all of them are; null when the file says
 * @param device which device measured all of them; null when the file says
 */
public record SendPlan(
    Path file, ReadingFormat format, ParseOptions options, String user, String device) {
  boolean oneSubject() {
    return user != null || device != null;
  }
}
