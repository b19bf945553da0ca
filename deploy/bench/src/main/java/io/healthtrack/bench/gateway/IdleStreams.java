package io.healthtrack.bench.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Care teams' screens: streams of alerts that are open and quiet. */
final class IdleStreams implements AutoCloseable {

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

  private static void requireOpen(InputStream in) throws IOException {
    String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    if (!status.equals("HTTP/1.1 200")) {
      throw new IllegalStateException("a stream was answered with " + status);
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
