package io.healthtrack.local;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.local.accounting.CommittedConsumer;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.local.json.Json;
import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.local.terminal.AlertLine;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Follows the alert topics, until Ctrl-C.")
final class AlertsCommand implements Callable<Integer> {
  private static final Duration SLICE = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  /** As the topics are named. */
  enum Severity {
    CRITICAL,
    WARNING,
    INFO
  }

  @Option(
      names = "--severity",
      paramLabel = "S",
      description = "Only ${COMPLETION-CANDIDATES} (default: all).")
  private Severity severity;

  @Option(names = "--from-beginning", description = "Begin with the oldest alert that is kept.")
  private boolean fromBeginning;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Option(names = "--for", paramLabel = "TIME", description = "Stop after this long.")
  private Duration longest;

  @Override
  public Integer call() {
    Quiet.logs();
    Endpoints endpoints = data.endpoints();
    PrintWriter out = spec.commandLine().getOut();
    try (CommittedConsumer<AlertEvent> alerts = follow(endpoints)) {
      long deadline = longest == null ? Long.MAX_VALUE : System.nanoTime() + longest.toNanos();
      while (System.nanoTime() < deadline && !out.checkError()) {
        for (ConsumerRecord<byte[], AlertEvent> alert : alerts.poll(SLICE)) {
          AlertEvent event = alert.value();
          out.println(json ? Json.line(AlertLine.document(event)) : AlertLine.of(event));
        }
        out.flush();
      }
    }
    return 0;
  }

  private CommittedConsumer<AlertEvent> follow(Endpoints endpoints) {
    List<Topic> topics =
        switch (severity) {
          case null -> List.of(Topics.ALERTS_CRITICAL, Topics.ALERTS_WARNING, Topics.ALERTS_INFO);
          case CRITICAL -> List.of(Topics.ALERTS_CRITICAL);
          case WARNING -> List.of(Topics.ALERTS_WARNING);
          case INFO -> List.of(Topics.ALERTS_INFO);
        };
    return new CommittedConsumer<>(
        endpoints.kafka(),
        topics,
        fromBeginning ? From.BEGINNING : From.NOW,
        new AvroDeserializer<>(RegistryClient.http(endpoints.registry())));
  }
}
