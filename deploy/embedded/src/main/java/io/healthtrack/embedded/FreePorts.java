package io.healthtrack.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses ports nobody listens on. */
final class FreePorts {
  // Below the range from which systems take ports for outgoing connections, so that a port stays
  // free between choosing it and listening on it.
  private static final int LOW = 20_000;
  private static final int HIGH = 32_000;
  private static final int TRIES = 1_000;

  private FreePorts() {}

  /** The first of so many free ports in a row. */
  static int pick(int inRow) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOW, HIGH);
      if (free(port, inRow)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + LOW + " and " + HIGH);
  }

  private static boolean free(int first, int inRow) {
    for (int port = first; port < first + inRow; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
