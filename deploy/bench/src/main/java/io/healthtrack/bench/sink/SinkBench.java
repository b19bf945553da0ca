package io.healthtrack.bench.sink;

import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The same readings into the same table, taking turns: bare COPY of what our sink has written, our
 * sink, Debezium's JDBC sink and a batched upsert. Then each is killed in mid-run.
 */
public final class SinkBench implements Scenario {

  private static final int PARTITIONS = 4;
  private static final String QUALIFYING = "bench.readings";

  /** Share of the readings over which the peer's configurations are compared. */
  private static final int QUALIFYING_SHARE = 10;

  /** Share of the readings that comes before them, so that every JVM has compiled what it runs. */
  private static final int WARM_UP_SHARE = 2;

  private final long readings;
  private final int rounds;
  private final List<String> jvmOptions;

  /**
   * With options of our sink's JVM, such as a flight recording.
   *
   * @param readings how many are measured, beside those of the warm-up
   * @param rounds how often everybody runs
   * @param jvmOptions beside the heap's size
   */
  public SinkBench(long readings, int rounds, List<String> jvmOptions) {
    this.readings = readings;
    this.rounds = rounds;
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    ConnectClassPath.get();
    try (Stack stack = Stack.start(StackConfig.temporary())) {
      provision(stack);
      Load load = produce(stack, Topics.READINGS_VALID.name(), readings);
      Load qualifying = produce(stack, QUALIFYING, Math.max(readings / QUALIFYING_SHARE, 50_000));
      numbers.put(
          "readings", (double) readings, "readings in " + load.last().size() + " partitions");
      numbers.put(
          "warm_up",
          (double) (load.size() - readings),
          "readings before them, in the same process");
      Arena arena = Arena.prepare(stack);
      OurSink ours = new OurSink(stack, jvmOptions);
      RecordedBatches recorded = record(ours, load, arena, numbers);
      List<Contender> contenders = new ArrayList<>();
      contenders.add(ours);
      contenders.add(new RowsAlone(stack, jvmOptions));
      List<Contender> debezium = qualify(stack, qualifying, arena, numbers);
      contenders.addAll(debezium);
      contenders.add(new BatchedUpsert(stack));
      contenders.forEach(it -> numbers.settings(it.name(), it.settings()));
      new Report(numbers).tell(rounds(recorded, contenders, load, arena), debezium);
      numbers.put(
          "debezium_converter_cpu_s_per_million",
          ConverterShare.measure(stack, load, arena.directory()),
          "CPU-seconds, part of the peer's, spent in our converter");
      kill(contenders, load, arena, numbers);
      arena.clear();
    }
  }

  private static Load produce(Stack stack, String topic, long readings) {
    return Load.produce(stack, topic, readings / WARM_UP_SHARE, readings);
  }

  /** A run that does not count, for the batches that bare COPY writes again. */
  private static RecordedBatches record(
      Contender ours, Load load, Arena arena, BenchReport.Numbers numbers) throws Exception {
    try (Target target = arena.keyed()) {
      new Race(ours, load, target, arena.stack().postgres().pid()).run();
      RecordedBatches recorded = RecordedBatches.of(target);
      numbers.put(
          "batches", recorded.batches().size(), "transactions of our sink and of bare COPY");
      return recorded;
    }
  }

  /** The peer's best configuration with one task, and its best with two. */
  private static List<Contender> qualify(
      Stack stack, Load load, Arena arena, BenchReport.Numbers numbers) throws Exception {
    List<Contender> best = new ArrayList<>();
    for (int tasks = 1; tasks <= 2; tasks++) {
      Map<Contender, Double> rates = new LinkedHashMap<>();
      for (boolean unnest : List.of(true, false)) {
        for (int batch : List.of(5_000, 500)) {
          Contender contender = new DebeziumSink(stack, batch, unnest, tasks);
          try (Target target = arena.keyed()) {
            Result result = new Race(contender, load, target, stack.postgres().pid()).run();
            rates.put(contender, result.perSecond());
            numbers.put(
                "qualifying_" + contender.name() + "_rate",
                result.perSecond(),
                "rows/s, after a warm-up");
          }
        }
      }
      best.add(
          rates.entrySet().stream()
              .max(Comparator.comparingDouble(Map.Entry::getValue))
              .orElseThrow()
              .getKey());
    }
    return best;
  }

  /** Everybody's results, by name; who begins a round changes. */
  private Map<String, List<Result>> rounds(
      RecordedBatches recorded, List<Contender> contenders, Load load, Arena arena)
      throws Exception {
    Map<String, List<Result>> results = new LinkedHashMap<>();
    int size = contenders.size() + 1;
    long server = arena.stack().postgres().pid();
    BareCopy copy = new BareCopy(recorded, server);
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < size; turn++) {
        int who = (round + turn) % size;
        try (Target target = arena.keyed()) {
          boolean limit = who == contenders.size();
          String name = limit ? Report.COPY : contenders.get(who).name();
          Result result =
              limit
                  ? copy.run(target, load.warm(), load.size())
                  : new Race(contenders.get(who), load, target, server).run();
          recorded.verify(name, target);
          results.computeIfAbsent(name, key -> new ArrayList<>()).add(result);
          System.out.printf("  round %d: %s %,.0f rows/s%n", round + 1, name, result.perSecond());
        }
      }
    }
    return results;
  }

  /** Rows alone have no place to return to, so they are spared. */
  private static void kill(
      List<Contender> contenders, Load load, Arena arena, BenchReport.Numbers numbers)
      throws Exception {
    for (Contender contender : contenders) {
      if (contender instanceof RowsAlone) {
        continue;
      }
      try (Target target = arena.keyless()) {
        new Report(numbers).tell(contender, new Kill(contender, load, target).run());
      }
    }
  }

  private static void provision(Stack stack) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
      admin.createTopics(List.of(new NewTopic(QUALIFYING, PARTITIONS, (short) 1))).all().get();
    }
    SchemaProvisioning.ensure(stack.registryUrl());
  }
}
