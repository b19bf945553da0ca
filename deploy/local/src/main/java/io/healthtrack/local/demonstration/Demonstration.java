package io.healthtrack.local.demonstration;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.local.accounting.Accounts;
import io.healthtrack.local.accounting.AuditReport;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.population.Population;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A simulated population, sent through the gateway's door like anyone's readings. */
public final class Demonstration {
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);
  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);

  private final Endpoints endpoints;
  private final PrintWriter out;

  /**
   * What to show.
   *
   * @param length how long to send; null until told to stop
   * @param rate readings a second, about
   * @param seed determines the population and everything that happens to it
   */
  public record Plan(Duration length, int rate, long seed) {}

  /** Waits, and says whether it is time to stop before {@code length} is over. */
  @FunctionalInterface
  public interface Pause {
    /** Returns true when asked to stop, false when the time is over. */
    boolean await(Duration time) throws InterruptedException;
  }

  /** Shows on {@code out}. */
  public Demonstration(Endpoints endpoints, PrintWriter out) {
    this.endpoints = endpoints;
    this.out = out;
  }

  /** Sends, shows, stops sending, waits until everything has arrived, and counts. */
  public DemoReport run(Plan plan, Pause pause) throws InterruptedException {
    try (GatewayClient client =
            new GatewayClient(endpoints.gateway(), endpoints.apiKey(), CLIENT_PATIENCE);
        Accounts accounts = Accounts.open(endpoints);
        CommittedConsumer<AlertEvent> alerts = alerts()) {
      Population strangers = Population.of(plan.seed(), plan.rate(), Instant.EPOCH);
      say("Registering %,d people and their watches ...", strangers.residents().size());
      Traffic.register(client, strangers.residents());
      Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Population population = Population.of(plan.seed(), plan.rate(), start);
      Set<UUID> episodes = new HashSet<>();
      View view =
          new View(
              out, "%,d people, seed %d".formatted(population.residents().size(), plan.seed()));
      try (Traffic traffic = Traffic.start(client, population, start)) {
        watch(plan, pause, start, accounts, alerts, view, episodes);
        traffic.finish();
      }
      view.leave();
      say("Sending has ended; waiting until every reading has arrived ...");
      AuditReport audit = accounts.settled(DRAINED_WITHIN);
      alerts.readToEnd(alert -> episodes.add(alert.value().getEpisodeId()));
      audit.broken().forEach(law -> say("  does not hold: %s", law));
      return DemoReport.of(audit, accounts.quarantined(), episodes.size(), accounts.reasons());
    }
  }

  private static void watch(
      Plan plan,
      Pause pause,
      Instant start,
      Accounts accounts,
      CommittedConsumer<AlertEvent> alerts,
      View view,
      Set<UUID> episodes)
      throws InterruptedException {
    Duration elapsed = Duration.ZERO;
    while (plan.length() == null || elapsed.compareTo(plan.length()) < 0) {
      Duration untilNext = Duration.ofSeconds(elapsed.toSeconds() + 1).minus(elapsed);
      if (pause.await(untilNext)) {
        return;
      }
      elapsed = Duration.between(start, Instant.now());
      alerts
          .poll(Duration.ZERO)
          .forEach(
              alert -> {
                episodes.add(alert.value().getEpisodeId());
                view.alert(alert.value());
              });
      Accounts.Glance glance = accounts.glance();
      view.show(glance, accounts.reasons(), elapsed, plan.length());
    }
  }

  private CommittedConsumer<AlertEvent> alerts() {
    return new CommittedConsumer<>(
        endpoints.kafka(),
        List.of(Topics.ALERTS_CRITICAL, Topics.ALERTS_WARNING, Topics.ALERTS_INFO),
        From.BEGINNING,
        new AvroDeserializer<>(RegistryClient.http(endpoints.registry())));
  }

  private void say(String format, Object... arguments) {
    out.printf(format + "%n", arguments);
    out.flush();
  }
}
