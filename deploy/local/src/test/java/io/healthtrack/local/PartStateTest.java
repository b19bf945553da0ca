package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** It waits for those who do not answer: beside the rest. */
@Execution(ExecutionMode.CONCURRENT)
class PartStateTest {

  @Test
  void passesOnWhyAServiceIsNotReady() {
    Health health =
        new Health(
            true,
            false,
            Map.of(
                "database", "prepared",
                "lane-alerts", "running",
                "lane-readings", "paused: database: the disk is full (53100); free space",
                "lane-windows", "paused: database: the disk is full (53100); free space"));
    try (OperationsEndpoint sink =
        OperationsEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> health, () -> "")) {
      assertEquals(
          "lane-readings, lane-windows paused: database: the disk is full (53100); free space",
          PartState.service("sink", sink.address()).trouble());
    }
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    int port = closedPort();
    URI nowhere = URI.create("http://127.0.0.1:" + port);

    assertTrue(PartState.service("sink", nowhere).trouble().startsWith("no answer within "));
    assertTrue(PartState.registry(nowhere).trouble().startsWith("no answer within "));
    assertTrue(PartState.kafka("127.0.0.1:" + port).trouble().startsWith("no answer within "));
    PartState postgres =
        PartState.postgres(
            "jdbc:postgresql://127.0.0.1:%d/healthtrack?user=a&password=planted".formatted(port));
    assertTrue(postgres.trouble().startsWith("no connection to the server (08001); if it"));
    assertFalse(postgres.toString().contains("planted"), postgres.address());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
