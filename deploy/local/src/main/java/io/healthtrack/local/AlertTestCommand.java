package io.healthtrack.local;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.door.BatchAnswer;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.UserError;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "alert-test",
    mixinStandardHelpOptions = true,
    description = "Sends a harmless alert through the whole path, and says how long each hop took.",
    footer = {
      "",
      "Registers a person of its own and a rule for nobody else, of severity info, which pages",
      "nobody; posts a reading; waits for the alert; erases the person and ends the rule again."
    })
final class AlertTestCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  /**
   * Somebody else each time: of a person who was erased a minute ago nothing is fresh enough to
   * raise an alert.
   */
  private final String person = "healthtrack-alert-test|" + UUID.randomUUID();

  private PrintWriter out;
  private long begun;

  @Override
  public Integer call() {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    out = spec.commandLine().getOut();
    begun = System.nanoTime();
    try (GatewayClient gateway =
            new GatewayClient(endpoints.gateway(), endpoints.apiKey(), PATIENCE);
        CommittedConsumer<AlertEvent> alerts =
            new CommittedConsumer<>(
                endpoints.kafka(),
                List.of(Topics.ALERTS_INFO),
                From.NOW,
                new AvroDeserializer<>(RegistryClient.http(endpoints.registry())))) {
      try {
        prepare(gateway);
        told(await(gateway, alerts));
        return 0;
      } finally {
        cleanUp(gateway);
      }
    }
  }

  private void prepare(GatewayClient gateway) {
    gateway.putUser(person, Map.of());
    hop("registered a test person");
    gateway.putThreshold(
        person,
        Map.of(
            "name", "Test alert: nobody need do anything",
            "metric", "heart-rate",
            "severity", "info",
            "above", 60,
            "user", person));
    hop("made a rule for this person alone");
  }

  private AlertEvent await(GatewayClient gateway, CommittedConsumer<AlertEvent> alerts) {
    UUID user = SubjectIdentity.userFrom("default", person);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long next = System.nanoTime();
    boolean accepted = false;
    while (System.nanoTime() < deadline) {
      // The rule reaches the processors within milliseconds, but not before every reading.
      if (System.nanoTime() >= next) {
        BatchAnswer answer = gateway.post(List.of(reading()));
        if (answer.accepted() == 0) {
          throw new UserError("the gateway refused the test's reading");
        }
        if (!accepted) {
          hop("the gateway accepted a reading, and the broker has it");
        }
        accepted = true;
        next = System.nanoTime() + BETWEEN_READINGS.toNanos();
      }
      for (ConsumerRecord<byte[], AlertEvent> alert : alerts.poll(Duration.ofMillis(20))) {
        if (alert.value() != null && alert.value().getUserId().equals(user)) {
          return alert.value();
        }
      }
    }
    throw new UserError(
        "no alert came within %d s, although the gateway accepted the reading: see healthtrack status, and healthtrack audit for where readings stay"
            .formatted(PATIENCE.toSeconds()));
  }

  private void told(AlertEvent event) {
    hop("the alert is in alerts.info, committed");
    Instant seen = Instant.now();
    out.printf(
        "%n  received to judged  %,6d ms   (gateway, broker, validation, rules)%n"
            + "  judged to seen      %,6d ms   (commit, broker, this command)%n"
            + "  received to seen    %,6d ms%n%n",
        Duration.between(event.getReceivedAt(), event.getEvaluatedAt()).toMillis(),
        Duration.between(event.getEvaluatedAt(), seen).toMillis(),
        Duration.between(event.getReceivedAt(), seen).toMillis());
  }

  private void cleanUp(GatewayClient gateway) {
    gateway.endThreshold(person);
    hop("ended the rule");
    gateway.eraseUser(person);
    hop("erased the test person");
    out.flush();
  }

  private void hop(String what) {
    out.printf("%,8d ms  %s%n", (System.nanoTime() - begun) / 1_000_000, what);
    out.flush();
  }

  private ReadingDraft reading() {
    return new ReadingDraft(
        null,
        null,
        person,
        "heart-rate",
        61.0,
        null,
        "/min",
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        null,
        null,
        0,
        ReadingDraft.FINAL,
        null,
        ReadingDraft.SELF_REPORTED,
        null,
        null);
  }
}
