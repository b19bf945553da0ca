package io.healthtrack.schemas.serde;

import java.io.IOException;

/** Writes records of one schema in Avro's binary encoding. */
@FunctionalInterface
interface RecordWriter<T> {

  /**
   * Appends the record to what is there.
   *
   * @throws IOException or a runtime exception if the record cannot be written
   */
  void write(T data, BinaryOutput out) throws IOException;
}
