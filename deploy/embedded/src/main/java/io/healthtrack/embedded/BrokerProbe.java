package io.healthtrack.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker for the cluster's brokers, in Kafka's own protocol.
 *
 * <p>A broker lists itself once it may serve. The request is written by hand because Kafka's client
 * shall not be a dependency of those who only start a stack.
 */
final class BrokerProbe {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final short METADATA = 3;
  private static final short VERSION = 1;
  private static final int CORRELATION = 17;

  private BrokerProbe() {}

  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(14); // the bytes that follow
      out.writeShort(METADATA);
      out.writeShort(VERSION);
      out.writeInt(CORRELATION);
      out.writeShort(-1); // no client id
      out.writeInt(0); // no topics
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt(); // the bytes that follow
      return in.readInt() == CORRELATION && in.readInt() > 0;
    } catch (IOException e) {
      return false;
    }
  }
}
