package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The short way for readings: {@link ReadingReader} and {@link ReadingWriter}, written by hand for
 * one schema, several times as fast as Avro's general way, with the same bytes and the same
 * refusals.
 *
 * <p>Only for that schema: everything else goes the general way. So whoever changes {@code
 * Reading.avsc} and forgets the two classes loses speed, not data; a test says what to do then.
 */
final class ReadingCodec {

  /**
   * The schema that reader and writer were written for: the fingerprint of its canonical form,
   * which is names, types and order of the fields, all that decides the bytes.
   */
  static final long FINGERPRINT = 0xb70ad6bbe9b3d11aL;

  private ReadingCodec() {}

  /**
   * Whether values of this schema can be read into our class, or written from it, the short way.
   */
  static boolean fits(Schema schema) {
    return isItsSchema(schema) && isItsSchema(Reading.getClassSchema());
  }

  private static boolean isItsSchema(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema) == FINGERPRINT;
  }
}
