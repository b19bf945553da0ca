package io.healthtrack.bench.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One connection that sends prepared requests and looks at the answer's status only. An HTTP
 * library would take more of the two cores than the gateway does.
 */
public final class Connection implements AutoCloseable {

  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] line = new byte[8 * 1024];

  /** Opens it. */
  public Connection(URI gateway) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = socket.getOutputStream();
  }

  /** A request as it travels. */
  public static byte[] request(String key, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        """
        POST /v1/readings HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(key, content.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[head.length + content.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(content, 0, whole, head.length, content.length);
    return whole;
  }

  /** Sends, and returns the status once the whole answer is here. */
  public int exchange(byte[] request) throws IOException {
    out.write(request);
    int end = readLine();
    if (end < 12) {
      throw new IOException("not an answer");
    }
    int status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    int length = 0;
    for (int size = readLine(); size > 0; size = readLine()) {
      if (startsWithLength(size)) {
        length =
            Integer.parseInt(
                new String(line, LENGTH.length, size - LENGTH.length, StandardCharsets.US_ASCII)
                    .strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private boolean startsWithLength(int size) {
    if (size < LENGTH.length) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      if (Character.toLowerCase(line[i]) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  /** Length of the next line, without its end. */
  private int readLine() throws IOException {
    int size = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the gateway closed the connection");
      }
      if (next != '\r') {
        line[size++] = (byte) next;
      }
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
