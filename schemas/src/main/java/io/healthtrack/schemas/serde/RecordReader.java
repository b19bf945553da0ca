package io.healthtrack.schemas.serde;

import java.io.IOException;

/** Reads one record of one writer's schema out of a value in the wire format. */
@FunctionalInterface
interface RecordReader<T> {

  /**
   * The record that begins at {@code from} and ends where its schema says, before the end of {@code
   * data} or at it.
   *
   * @throws IOException or a runtime exception if the bytes are no such record
   */
  T read(byte[] data, int from) throws IOException;
}
