package io.healthtrack.bench.streams;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Goal;
import io.healthtrack.bench.Rounds;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.processors.thresholds.DefaultRules;
import io.healthtrack.processors.thresholds.ThresholdsTopology;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.processors.windows.WindowsTopology;
import io.healthtrack.schemas.identity.NameBasedUuid;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Readings a second through validation alone, then through validation, windows and thresholds
 * together, taking turns with the bare loop over the same records; alert latency at a steady rate,
 * the pause after a kill -9, and what a month leaves on disk.
 */
public final class StreamsBench implements Scenario {

  private static final String ALL = "validation,windows,thresholds";
  private static final int PARTITIONS = 4;
  private static final int PEOPLE = 500;
  private static final int READINGS_OF_EACH = 800;
  private static final double RATE = 5_000;
  private static final double WARM_UP_SECONDS = 20;
  private static final double LATENCY_SECONDS = 60;
  private static final double AFTER_KILL_SECONDS = 30;
  private static final int MONTH_PEOPLE = 25;
  private static final int DAYS = 30;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final UUID RULES = UUID.fromString("0f7d1f34-7a4b-4d5e-8f3b-1b9d5b6f7a01");

  /** What it measures, each by itself. */
  public enum Part {
    VALIDATION,
    TOGETHER,
    LATENCY,
    MONTH
  }

  private final Contender.Kind kind;
  private final List<Part> parts;
  private final int rounds;

  /**
   * With options of the processors' JVM, such as a flight recording.
   *
   * @param options beside the heap's size
   * @param settings of the processors, by their keys
   * @param parts what is measured
   * @param rounds how often the rates are
   */
  public StreamsBench(
      List<String> options, Map<String, String> settings, List<Part> parts, int rounds) {
    kind = new Contender.Kind(options, settings);
    this.parts = List.copyOf(parts);
    this.rounds = rounds;
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    Path state = Files.createTempDirectory("healthtrack-bench-streams");
    numbers.settings("the processors", told(kind.settings()));
    numbers.settings("the loop", told(Map.of("commit", "50 ms, in a transaction")));
    for (Part part : parts) {
      switch (part) {
        case VALIDATION -> rates(state, "validation", "validation", Map.of(), numbers);
        case TOGETHER ->
            rates(
                state,
                "together",
                ALL,
                Map.of(
                    ThresholdsTopology.APPLICATION_ID,
                    Topics.READINGS_VALID.name(),
                    WindowsTopology.APPLICATION_ID,
                    Topics.READINGS_VALID.name()),
                numbers);
        case LATENCY -> latency(state, numbers);
        case MONTH -> month(state, numbers);
      }
    }
  }

  private Map<String, String> told(Map<String, String> own) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("jvm", String.join(" ", Contender.JVM));
    settings.put("partitions", Integer.toString(PARTITIONS));
    settings.put("rounds", Integer.toString(rounds));
    settings.putAll(own);
    return settings;
  }

  private void rates(
      Path state, String name, String run, Map<String, String> others, BenchReport.Numbers numbers)
      throws Exception {
    try (Stack stack = Stack.start(StackConfig.temporary());
        Progress progress = new Progress(stack.bootstrapServers(), PARTITIONS);
        Feed feed = new Feed(stack, PEOPLE, daysAgo(2), Duration.ofSeconds(5))) {
      prepare(stack);
      Race race = new Race(progress);
      Path directory = state.resolve(name);
      Race.Result[] ours = new Race.Result[rounds];
      Race.Result[] loop = new Race.Result[rounds];
      for (int round = 0; round < rounds; round++) {
        long readings = feed.write(READINGS_OF_EACH);
        loop[round] =
            race.run(
                readings,
                "bench-loop",
                Map.of(),
                () ->
                    Contender.loop(
                        stack,
                        state.resolve(name + "-loop"),
                        "bench-loop",
                        Topics.READINGS_RAW.name()));
        ours[round] =
            race.run(
                readings,
                ValidationTopology.APPLICATION_ID,
                others,
                () -> Contender.processors(stack, directory, run, kind));
      }
      tell(name, List.of(ours), List.of(loop), numbers);
    }
  }

  private static void tell(
      String name, List<Race.Result> ours, List<Race.Result> loop, BenchReport.Numbers numbers) {
    boolean alone = name.equals("validation");
    Rounds rate = Rounds.of(ours, Race.Result::perSecond);
    Rounds limit = Rounds.of(loop, Race.Result::perSecond);
    numbers.put(name + "_loop_per_s", limit, "readings/s");
    if (alone) {
      numbers.put("validation_per_s", rate, "readings/s");
      numbers.put("ratio_to_copy_loop", rate.over(limit), "of the loop", Goal.atLeast(0.25));
    } else {
      numbers.put(name + "_per_s", rate, "readings/s", Goal.atLeast(50_000));
      numbers.put(name + "_ratio_to_copy_loop", rate.over(limit), "of the loop");
    }
    numbers.put(
        name + "_loop_cpu_s_per_million",
        Rounds.of(loop, Race.Result::cpuPerMillion),
        "CPU-seconds of the loop");
    numbers.put(
        name + "_cpu_s_per_million",
        Rounds.of(ours, Race.Result::cpuPerMillion),
        "CPU-seconds of the processors");
  }

  private void latency(Path state, BenchReport.Numbers numbers) throws Exception {
    Path directory = state.resolve("latency");
    try (Stack stack = Stack.start(StackConfig.temporary());
        Feed feed = new Feed(stack, PEOPLE, daysAgo(2), MINUTE)) {
      prepare(stack);
      Contender processors = Contender.processors(stack, directory, ALL, kind);
      try (AlertLatency load = new AlertLatency(stack, feed)) {
        load.send(RATE, WARM_UP_SECONDS);
        load.restart();
        load.send(RATE, LATENCY_SECONDS);
        double[] millis = load.drain();
        numbers.put("alerts", millis.length, "alerts at " + (int) RATE + " readings/s");
        numbers.put("alert_p50_ms", at(millis, 0.5), "ms from sent to seen, read-committed");
        numbers.put("alert_p99_ms", at(millis, 0.99), "ms", Goal.atMost(500));
        numbers.put("alert_max_ms", at(millis, 1), "ms");
        processors.kill();
        long killed = System.nanoTime();
        processors = Contender.processors(stack, directory, ALL, kind);
        load.send(RATE, AFTER_KILL_SECONDS);
        numbers.put(
            "after_kill_s",
            load.firstAfter(killed),
            "s from kill -9 to the next alert",
            Goal.atMost(20));
      } finally {
        processors.close();
      }
    }
  }

  private void month(Path state, BenchReport.Numbers numbers) throws Exception {
    Path directory = state.resolve("month");
    try (Stack stack = Stack.start(StackConfig.temporary());
        Progress progress = new Progress(stack.bootstrapServers(), PARTITIONS);
        Feed feed = new Feed(stack, MONTH_PEOPLE, daysAgo(DAYS + 1), MINUTE)) {
      prepare(stack);
      keepEverything(stack);
      Map<String, String> groups = new LinkedHashMap<>();
      groups.put(ValidationTopology.APPLICATION_ID, Topics.READINGS_RAW.name());
      groups.put(ThresholdsTopology.APPLICATION_ID, Topics.READINGS_VALID.name());
      groups.put(WindowsTopology.APPLICATION_ID, Topics.READINGS_VALID.name());
      try (Contender processors = Contender.processors(stack, directory, ALL, kind)) {
        for (int day = 1; day <= DAYS; day++) {
          feed.write((int) Duration.ofDays(1).toMinutes());
          if (day % 10 == 0) {
            for (Map.Entry<String, String> group : groups.entrySet()) {
              progress.awaitThrough(group.getKey(), group.getValue());
            }
            numbers.put(
                "state_bytes_per_series_day_" + day,
                bytes(directory) / (MONTH_PEOPLE * (double) Feed.SERIES),
                "bytes on disk of a person and metric, logs of RocksDB included");
          }
        }
        numbers.put("month_cpu_s", processors.cpuSeconds(), "CPU-seconds");
      }
    }
  }

  private static double bytes(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.endsWith("log")).mapToLong(StreamsBench::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      // RocksDB has merged it away.
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant daysAgo(int days) {
    return Instant.now().minus(Duration.ofDays(days)).truncatedTo(ChronoUnit.DAYS);
  }

  /** The month lies in the past: retention would take readings that nobody has read yet. */
  private static void keepEverything(Stack stack) throws Exception {
    AlterConfigOp forever =
        new AlterConfigOp(new ConfigEntry("retention.ms", "-1"), AlterConfigOp.OpType.SET);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic(Topics.READINGS_RAW),
                  List.of(forever),
                  topic(Topics.READINGS_VALID),
                  List.of(forever)))
          .all()
          .get();
    }
  }

  private static ConfigResource topic(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
  }

  /** Topics, schemas, the rules that come with HealthTrack and one that needs no time to open. */
  private static void prepare(Stack stack) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
      admin
          .createTopics(
              List.of(
                  new NewTopic("bench.copy", PARTITIONS, (short) 1),
                  new NewTopic("bench.changelog", PARTITIONS, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
    SchemaProvisioning.ensure(stack.registryUrl());
    try (KafkaProducer<UUID, ThresholdRule> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()),
            new UuidSerializer(),
            new AvroSerializer<>(RegistryClient.http(stack.registryUrl())))) {
      for (DefaultRules.DefaultRule rule : DefaultRules.load()) {
        put(producer, rule.id(), rule.rule());
      }
      put(
          producer,
          NameBasedUuid.in(RULES).add("fast").build(),
          RuleVersion.newBuilder()
              .setVersion(1)
              .setFrom(Instant.EPOCH)
              .setName("Fast")
              .setMetric("heart-rate")
              .setSeverity("critical")
              .setAbove(200.0)
              .build());
    }
  }

  private static void put(KafkaProducer<UUID, ThresholdRule> producer, UUID id, RuleVersion version)
      throws Exception {
    ThresholdRule rule =
        ThresholdRule.newBuilder().setRuleId(id).setVersions(List.of(version)).build();
    producer.send(new ProducerRecord<>(Topics.REGISTRY_THRESHOLDS.name(), id, rule)).get();
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
  }
}
