package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of its own process is killed, or asked to end, while callers send. */
class ProcessIT {

  private static final int CALLERS = 4;
  private static final int BATCH = 20;

  /** How often it is killed; the profile {@code guarantees} asks for more. */
  private static final int SEEDS = Integer.getInteger("healthtrack.seeds", 2);

  private static GatewayFixture fixture;

  @BeforeAll
  static void start(@TempDir Path state) {
    fixture = new GatewayFixture(state);
    fixture.wear("process|watch", "process|ann");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void whatWasAcknowledgedOutlivesTheGateway(@TempDir Path state) throws Exception {
    GatewayProcess gateway = new GatewayProcess(fixture.stack(), state);
    Load load = new Load("killed");
    for (int seed = 1; seed <= SEEDS; seed++) {
      gateway.start();
      int enough = load.accepted.size() + 1 + new Random(seed).nextInt(4_000);
      load.run(
          gateway,
          () -> {
            Await.until("load", Duration.ofSeconds(60), () -> load.accepted.size() > enough);
            gateway.kill9();
          });
    }
    gateway.start();
    try (Caller caller = new Caller(gateway.address(), gateway.key())) {
      // Whoever heard nothing sends again, and hears yes.
      for (int batch : load.unknown) {
        assertEquals(202, caller.post(load.body(batch)).statusCode());
        load.accept(batch);
      }
    }
    assertFalse(load.unknown.isEmpty(), "nothing was under way when it was killed");
    assertEquals(Set.of(), load.missing());
    gateway.terminate();
  }

  @Test
  void whoeverIsAnsweredWhileItStopsIsAnsweredTruly(@TempDir Path state) throws Exception {
    GatewayProcess gateway = new GatewayProcess(fixture.stack(), state);
    Load load = new Load("stopped");
    gateway.start();
    AtomicInteger exit = new AtomicInteger();
    load.run(
        gateway,
        () -> {
          Await.until("load", Duration.ofSeconds(60), () -> load.accepted.size() > 2_000);
          exit.set(gateway.terminate());
        });
    // 128 and the number of SIGTERM: it ended in good order, by itself, because it was asked to.
    assertEquals(143, exit.get(), gateway::log);
    assertEquals(Set.of(), load.missing());
    assertTrue(load.statuses.stream().allMatch(status -> status == 202 || status == 503));
    assertFalse(gateway.log().contains("ERROR"), gateway::log);
  }

  @FunctionalInterface
  private interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** Callers that send until the gateway is gone, and remember what they were told. */
  private static final class Load {
    private final String name;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

    Load(String name) {
      this.name = name;
    }

    void run(GatewayProcess gateway, Meanwhile meanwhile) throws Exception {
      List<Future<?>> callers = new ArrayList<>();
      try (ExecutorService executor = Executors.newFixedThreadPool(CALLERS)) {
        for (int i = 0; i < CALLERS; i++) {
          callers.add(executor.submit(() -> send(gateway)));
        }
        meanwhile.run();
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }

    private void send(GatewayProcess gateway) {
      try (Caller caller = new Caller(gateway.address(), gateway.key())) {
        while (true) {
          int batch = next.getAndIncrement();
          int status;
          try {
            status = caller.post(body(batch)).statusCode();
          } catch (UncheckedIOException e) {
            unknown.add(batch);
            return;
          }
          statuses.add(status);
          if (status != 202) {
            unknown.add(batch);
            return;
          }
          accept(batch);
        }
      }
    }

    void accept(int batch) {
      for (int i = 0; i < BATCH; i++) {
        accepted.add(id(batch, i));
      }
    }

    Set<String> missing() {
      Set<String> stored =
          fixture.raw().stream()
              .map(record -> String.valueOf(record.value().getClientId()))
              .collect(Collectors.toSet());
      return accepted.stream().filter(id -> !stored.contains(id)).collect(Collectors.toSet());
    }

    String body(int batch) {
      StringBuilder body = new StringBuilder("{\"readings\":[");
      for (int i = 0; i < BATCH; i++) {
        body.append(i == 0 ? "" : ",")
            .append("{\"id\":\"%s\",".formatted(id(batch, i)))
            .append("\"device\":\"process|watch\",\"metric\":\"heart-rate\",\"value\":60,")
            .append("\"unit\":\"/min\",\"measured_at\":\"2026-03-01T10:00:00Z\"}");
      }
      return body.append("]}").toString();
    }

    private String id(int batch, int index) {
      return "%s-%d-%d".formatted(name, batch, index);
    }
  }
}
