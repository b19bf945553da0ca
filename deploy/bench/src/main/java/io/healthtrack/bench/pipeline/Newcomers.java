package io.healthtrack.bench.pipeline;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.door.RuleDocument;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.processors.thresholds.DefaultRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Makes people, their watches and the rules known, through the gateway's door like anyone. */
final class Newcomers implements AutoCloseable {

  private static final int AT_ONCE = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String WORN_SINCE = "2020-01-01T00:00:00Z";

  private final GatewayClient client;
  private int registered;

  Newcomers(Endpoints endpoints) {
    client = new GatewayClient(endpoints.gateway(), endpoints.apiKey(), PATIENCE);
  }

  /** The rules that come with HealthTrack, and one that needs no time to open. */
  void rules() {
    for (DefaultRules.DefaultRule rule : DefaultRules.load()) {
      client.putThreshold(rule.id().toString(), RuleDocument.write(rule.rule()));
    }
    client.putThreshold(
        "0f7d1f34-7a4b-4d5e-8f3b-1b9d5b6f7a02",
        Map.of("name", "Fast", "metric", "heart-rate", "severity", "critical", "above", 200.0));
  }

  /** These people. */
  void register(List<Integer> people) throws InterruptedException {
    Semaphore slots = new Semaphore(AT_ONCE);
    List<Future<?>> registrations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int person : people) {
        slots.acquire();
        registrations.add(
            threads.submit(
                () -> {
                  try {
                    register(person);
                  } finally {
                    slots.release();
                  }
                }));
      }
    }
    for (Future<?> registration : registrations) {
      try {
        registration.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("somebody cannot be registered", e.getCause());
      }
    }
  }

  /** Everybody below a number who is not registered yet. */
  void registerBelow(int people) throws InterruptedException {
    List<Integer> missing = new ArrayList<>();
    for (; registered < people; registered++) {
      missing.add(registered);
    }
    register(missing);
  }

  private void register(int person) {
    client.putUser(Watch.person(person), Map.of("time_zone", "Europe/Berlin"));
    client.putDevice(Watch.device(person), Map.of("model", "Bench Watch"));
    client.putAssignment(Watch.device(person), Watch.person(person), WORN_SINCE);
  }

  @Override
  public void close() {
    client.close();
  }
}
