package io.healthtrack.processors.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.healthtrack.processors.testing.Cluster;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Followers over real sockets, of which one is not read. */
@Timeout(120)
class SlowFollowerTest {

  private static final short HEART_RATE = 1;
  private static final int AT_ONCE = 100;
  private static final int MANY = 20_000;

  /** So long that what the kernel holds for a follower is soon full. */
  private static final String UNIT = "/min".repeat(1_000);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LiveVitals live = new LiveVitals(meters);
  private final VitalsDocument document = new VitalsDocument(MetricCatalogue.load());
  private final OperationsEndpoint endpoint =
      OperationsEndpoint.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          () -> new Health(true, true, Map.of()),
          () -> "");
  private final AtomicLong heard = new AtomicLong(-1);

  SlowFollowerTest() {
    endpoint.serve("/follow", this::follow);
  }

  @AfterEach
  void stop() {
    live.stop();
    endpoint.close();
  }

  @Test
  void whoeverDoesNotReadIsCutOffAndDelaysNobody() throws Exception {
    try (Socket deaf = new Socket();
        Socket attentive = new Socket()) {
      // What the kernel holds for somebody who does not read is bounded, and here it is small.
      deaf.setReceiveBufferSize(4_096);
      ask(deaf);
      ask(attentive);
      Thread reader = Thread.ofVirtual().start(() -> hear(attentive));
      Cluster.await("both follow", () -> live.open() == 2);

      long told = 0;
      while (ended("slow") == 0 && told < MANY) {
        long until = told + AT_ONCE;
        for (; told < until; told++) {
          live.changed(Sample.USER, vital(told));
        }
        long newest = told - 1;
        Cluster.await("the other one hears of " + newest, () -> heard.get() == newest);
      }
      assertEquals(1, ended("slow"), "nobody was cut off after " + told);
      Cluster.await("its thread has ended", () -> live.open() == 1);
      assertTrue(bytes(deaf) < (16 << 20), "what was kept for it is bounded");

      live.changed(Sample.USER, vital(MANY));
      Cluster.await("the other one goes on", () -> heard.get() == MANY);
      attentive.shutdownInput();
      reader.join();
    }
  }

  private void follow(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      new VitalsStream(user -> new VitalsDesk.Here(0, List.of()), live, document, Sample.USER, 0)
          .writeTo(exchange.getResponseBody());
    }
  }

  private void ask(Socket socket) throws IOException {
    socket.connect(
        new InetSocketAddress(endpoint.address().getHost(), endpoint.address().getPort()));
    socket
        .getOutputStream()
        .write("GET /follow HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private void hear(Socket socket) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int value = line.indexOf("\"value\":");
        if (value >= 0) {
          int from = value + "\"value\":".length();
          heard.set((long) Double.parseDouble(line.substring(from, line.indexOf(',', from))));
        }
      }
    } catch (IOException e) {
      // It is closed by the test.
    }
  }

  /** What still comes of a connection until it ends, one way or the other. */
  private static long bytes(Socket socket) {
    byte[] buffer = new byte[8_192];
    long bytes = 0;
    try {
      for (int read = 0; read >= 0; read = socket.getInputStream().read(buffer)) {
        bytes += read;
      }
    } catch (IOException e) {
      // Cut off.
    }
    return bytes;
  }

  private double ended(String reason) {
    return meters.counter("healthtrack.streams.vitals.streams.ended", "reason", reason).count();
  }

  private static LatestVital vital(long value) {
    return new LatestVital(
        HEART_RATE, value, null, UNIT, value, value, null, new UUID(0, value), false);
  }
}
