package io.healthtrack.bench.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Care teams' screens: streams of alerts that are open and quiet. */
final class IdleStreams implements AutoCloseable {

  private static final String OPEN = "HTTP/1.1 200";
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);
  private static final long BETWEEN_LOOKS = Duration.ofMillis(50).toNanos();

  private final List<Socket> sockets = new ArrayList<>();
  private final URI gateway;
  private final byte[] request;

  IdleStreams(URI gateway, String key) {
    this.gateway = gateway;
    this.request =
        """
        GET /v1/alerts/stream HTTP/1.1\r
        Host: localhost\r
        Accept: text/event-stream\r
        Authorization: Bearer %s\r
        \r
        """
            .formatted(key)
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens so many more streams; each has had its first bytes when this returns. */
  void open(int count) throws IOException {
    int first = sockets.size();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort());
      sockets.add(socket);
      socket.getOutputStream().write(request);
    }
    for (Socket socket : sockets.subList(first, sockets.size())) {
      requireOpen(socket.getInputStream());
    }
  }

  /** The gateway takes readings before it has read the alerts there are. */
  void awaitReady() throws IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    String status = "";
    while (!status.equals(OPEN)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("streams are still answered with " + status);
      }
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort())) {
        socket.getOutputStream().write(request);
        status = status(socket.getInputStream());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  private static void requireOpen(InputStream in) throws IOException {
    String status = status(in);
    if (!status.equals(OPEN)) {
      throw new IllegalStateException("a stream was answered with " + status);
    }
  }

  private static String status(InputStream in) throws IOException {
    return new String(in.readNBytes(OPEN.length()), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
