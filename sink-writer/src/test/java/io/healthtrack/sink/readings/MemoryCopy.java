package io.healthtrack.sink.readings;

import java.io.ByteArrayOutputStream;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/** A COPY that goes nowhere but into memory. */
public record MemoryCopy(ByteArrayOutputStream bytes) implements CopyIn {

  @Override
  public void writeToCopy(byte[] buffer, int from, int length) {
    bytes.write(buffer, from, length);
  }

  @Override
  public void writeToCopy(ByteStreamWriter from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flushCopy() {}

  @Override
  public long endCopy() {
    return 0;
  }

  @Override
  public void cancelCopy() {}

  @Override
  public int getFieldCount() {
    return 0;
  }

  @Override
  public int getFormat() {
    return 1;
  }

  @Override
  public int getFieldFormat(int field) {
    return 1;
  }

  @Override
  public boolean isActive() {
    return true;
  }

  @Override
  public long getHandledRowCount() {
    return 0;
  }
}
