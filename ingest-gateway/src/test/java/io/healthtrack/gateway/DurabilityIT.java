package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityIT {

  private static final int CALLERS = 4;
  private static final int BATCH = 20;

  private static GatewayFixture gateway;

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway = new GatewayFixture(state);
    gateway.wear("durable|watch", "durable|ann");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void everyAcceptedReadingSurvivesTheBrokersDeath() {
    Set<String> accepted = ConcurrentHashMap.newKeySet();
    var statuses = new CopyOnWriteArrayList<Integer>();
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.execute(
            () -> {
              while (!enough.get()) {
                post(next.getAndIncrement(), accepted, statuses);
              }
            });
      }
      try {
        Await.until("load", Duration.ofSeconds(20), () -> accepted.size() > 2_000);
        gateway.stack().kafka().kill9();
        gateway.stack().kafka().restart();
        int before = accepted.size();
        Await.until("recovery", Duration.ofSeconds(40), () -> accepted.size() > before + 2_000);
      } finally {
        enough.set(true);
      }
    }
    assertTrue(
        statuses.stream().allMatch(status -> status == 202 || status == 503), statuses::toString);
    Set<String> stored =
        gateway.raw().stream()
            .map(record -> String.valueOf(record.value().getClientId()))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), missing(accepted, stored));
  }

  private static void post(int batch, Set<String> accepted, CopyOnWriteArrayList<Integer> codes) {
    StringBuilder body = new StringBuilder("{\"readings\":[");
    for (int i = 0; i < BATCH; i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"id\":\"k-%d-%d\",".formatted(batch, i))
          .append("\"device\":\"durable|watch\",\"metric\":\"heart-rate\",\"value\":60,")
          .append("\"unit\":\"/min\",\"measured_at\":\"2026-03-01T10:00:00Z\"}");
    }
    int status = gateway.caller().post(body.append("]}").toString()).statusCode();
    if (status == 202) {
      for (int i = 0; i < BATCH; i++) {
        accepted.add("k-%d-%d".formatted(batch, i));
      }
    } else {
      codes.add(status);
    }
  }

  private static Set<String> missing(Set<String> accepted, Set<String> stored) {
    return accepted.stream().filter(id -> !stored.contains(id)).collect(Collectors.toSet());
  }
}
