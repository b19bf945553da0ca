package io.healthtrack.gateway.http;

import java.io.IOException;
import java.io.OutputStream;

/** A body that is written as long as there is something to say. */
@FunctionalInterface
interface Flow {

  /** Returns when nothing more will come. */
  void writeTo(OutputStream out) throws IOException;
}
