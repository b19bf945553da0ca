package io.healthtrack.local.pipeline;

import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The ports of one HealthTrack, all derived from one base.
 *
 * @param base what the offsets are added to
 */
public record Ports(int base) {
  /** The base of the documented ports. */
  public static final int DEFAULT_BASE = 17_000;

  private static final int GATEWAY = 80;
  private static final int HIGHEST_OFFSET = 433;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** Refuses a base that leaves no room. */
  public Ports {
    if (base < 1_024 || base + HIGHEST_OFFSET > 65_535) {
      throw new UserError(
          "--port-base must be between 1024 and %d".formatted(65_535 - HIGHEST_OFFSET));
    }
  }

  /** The base that a running HealthTrack was started with. */
  public static int baseOf(Endpoints endpoints) {
    return endpoints.gateway().getPort() - GATEWAY;
  }

  int gateway() {
    return base + GATEWAY;
  }

  int streams() {
    return base + 81;
  }

  int sink() {
    return base + 82;
  }

  int registry() {
    return base + 83;
  }

  int kafka() {
    return base + 92;
  }

  int postgres() {
    return base + 432;
  }

  /** Every port by what listens on it. */
  public Map<String, Integer> all() {
    Map<String, Integer> all = new LinkedHashMap<>();
    all.put("gateway", gateway());
    all.put("streams", streams());
    all.put("sink", sink());
    all.put("schema registry", registry());
    all.put("schema registry's management", registry() + 1);
    all.put("Kafka", kafka());
    all.put("Kafka's controller", kafka() + 1);
    all.put("PostgreSQL", postgres());
    return all;
  }

  /** Which of them somebody else listens on. */
  public List<String> taken() {
    return all().entrySet().stream()
        .filter(entry -> !free(entry.getValue()))
        .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
        .toList();
  }

  /** Waits for a killed predecessor's children to be gone, then refuses ports that are taken. */
  void requireFree(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> taken = taken();
    while (!taken.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "port %s is in use: stop what listens there, or choose other ports with --port-base %d"
                .formatted(String.join(", ", taken), base + 1_000));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      taken = taken();
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
