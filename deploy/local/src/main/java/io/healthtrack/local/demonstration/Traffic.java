package io.healthtrack.local.demonstration;

import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.population.Delivery;
import io.healthtrack.local.population.Population;
import io.healthtrack.local.population.Resident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sends what a population measures through the gateway's door: one thread per hub. */
final class Traffic implements AutoCloseable {
  private static final int REGISTRATIONS_AT_ONCE = 64;

  /** Early enough for a clock that lost its power and says 1899. */
  private static final String WORN_SINCE = "1890-01-01T00:00:00Z";

  private final GatewayClient client;
  private final Population population;
  private final Instant start;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ExecutorService hubs = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();

  private Traffic(GatewayClient client, Population population, Instant start) {
    this.client = client;
    this.population = population;
    this.start = start;
  }

  /** Makes everybody and their watches known. */
  static void register(GatewayClient client, List<Resident> residents) throws InterruptedException {
    Semaphore slots = new Semaphore(REGISTRATIONS_AT_ONCE);
    List<Future<?>> registrations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Resident resident : residents) {
        slots.acquire();
        registrations.add(
            threads.submit(
                () -> {
                  try {
                    client.putUser(resident.user(), attributes(resident));
                    client.putDevice(
                        resident.device(), Map.of("model", "Demo Watch", "firmware", "1.4.0"));
                    client.putAssignment(resident.device(), resident.user(), WORN_SINCE);
                  } finally {
                    slots.release();
                  }
                }));
      }
    }
    failAs(registrations);
  }

  private static Map<String, Object> attributes(Resident resident) {
    return Map.of(
        "birth_year", resident.birthYear(),
        "sex", resident.gender(),
        "time_zone", resident.timeZone());
  }

  static Traffic start(GatewayClient client, Population population, Instant start) {
    Traffic traffic = new Traffic(client, population, start);
    for (int hub = 0; hub < population.hubs(); hub++) {
      int number = hub;
      traffic.running.add(traffic.hubs.submit(() -> traffic.run(number)));
    }
    return traffic;
  }

  /** Lets requests under way finish, and fails as the first hub failed. */
  void finish() throws InterruptedException {
    stop.countDown();
    failAs(running);
  }

  @Override
  public void close() {
    stop.countDown();
    hubs.close();
  }

  /** Sends second after second; a late hub catches up without pausing. */
  private Void run(int hub) throws InterruptedException {
    for (int second = 0; ; second++) {
      Duration wait = Duration.between(Instant.now(), start.plusSeconds(second + 1));
      if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
      for (Delivery delivery : population.deliveries(hub, second)) {
        client.post(delivery.readings());
        if (delivery.retried()) {
          client.post(delivery.readings());
        }
      }
    }
  }

  private static void failAs(List<Future<?>> tasks) throws InterruptedException {
    for (Future<?> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
