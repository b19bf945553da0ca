package io.healthtrack.processors.running;

/**
 * How large a record may be that anything is made from.
 *
 * <p>A producer refuses records beyond a megabyte, and under exactly-once that ends the whole
 * transaction: nobody could skip the record afterwards, and it would come again for ever. So what
 * is too large is refused before anything is written.
 */
public final class RecordSize {

  /** What is made from one such record, or from two, fits a record. No honest one comes near. */
  public static final int LARGEST = 400_000;

  private RecordSize() {}

  /** Whether something may be made from it. */
  public static boolean fits(byte[] value) {
    return value == null || value.length <= LARGEST;
  }
}
