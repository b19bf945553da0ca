package io.healthtrack.bench.gateway;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.User;
import io.healthtrack.bench.BenchReport;
import io.healthtrack.bench.Goal;
import io.healthtrack.bench.Rounds;
import io.healthtrack.bench.Scenario;
import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.StackConfig;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Readings a second through the door, in batches of 100 and one at a time, taking turns with a bare
 * producer of the same records; then latency at half of the rate.
 */
public final class GatewayBench implements Scenario {

  private static final int PARTITIONS = 4;
  private static final int PEOPLE = 1_000;
  private static final int BATCH = 100;
  private static final int BATCHES = 3_000;
  private static final int SINGLES = 20_000;
  private static final int CALLERS = 16;
  private static final int STREAMS = 2_000;
  private static final int ROUNDS = 5;
  private static final double WARM_UP_SECONDS = 15;
  private static final double SECONDS = 8;
  private static final double LATENCY_SECONDS = 20;

  private static final Instant WORN_SINCE = Instant.parse("2020-01-01T00:00:00Z");

  private final List<String> options;

  /**
   * With options of the gateway's JVM, such as a flight recording.
   *
   * @param options beside the heap's size
   */
  public GatewayBench(List<String> options) {
    this.options = List.copyOf(options);
  }

  @Override
  public void run(BenchReport.Numbers numbers) throws Exception {
    numbers.settings(
        "the gateway",
        Map.of(
            "heap",
            GatewayUnderTest.HEAP_MEGABYTES + " MB",
            "connections",
            Integer.toString(CALLERS),
            "readings a request",
            Integer.toString(BATCH),
            "people",
            Integer.toString(PEOPLE)));
    numbers.settings("the bare producer", BareProducer.settings());
    Path state = Files.createTempDirectory("healthtrack-bench-gateway");
    try (Stack stack = Stack.start(StackConfig.temporary())) {
      prepare(stack);
      try (GatewayUnderTest gateway =
          GatewayUnderTest.start(stack, Files.createDirectory(state.resolve("quiet")), options)) {
        streams(gateway, numbers);
      }
      try (GatewayUnderTest gateway =
          GatewayUnderTest.start(stack, Files.createDirectory(state.resolve("busy")), options)) {
        measure(stack, gateway, numbers);
      }
    }
  }

  /** A gateway that does nothing else, so that what grows is the streams'. */
  private static void streams(GatewayUnderTest gateway, BenchReport.Numbers numbers)
      throws Exception {
    // What the first streams bring with them (classes, the feed's buffers) is not theirs.
    try (IdleStreams streams = new IdleStreams(gateway.address(), gateway.key())) {
      streams.awaitReady();
      streams.open(50);
      double before = gateway.residentBytes();
      streams.open(STREAMS);
      double bytes = gateway.residentBytes() - before;
      numbers.put(
          "idle_streams_mb", bytes / 1e6, "MB for " + STREAMS + " streams", Goal.atMost(100));
    }
  }

  private static void measure(Stack stack, GatewayUnderTest gateway, BenchReport.Numbers numbers)
      throws Exception {
    Load batches = load(gateway, new Bodies(PEOPLE, BATCH, BATCHES), CALLERS);
    Load singles = load(gateway, new Bodies(PEOPLE, 1, SINGLES), CALLERS);
    BareProducer bare = new BareProducer(stack, new Bodies(PEOPLE, BATCH, BATCHES).records());
    batches.closed(WARM_UP_SECONDS);
    bare.perSecond(SECONDS);
    double[] door = new double[ROUNDS];
    double[] one = new double[ROUNDS];
    double[] limit = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      limit[round] = bare.perSecond(SECONDS);
      double before = gateway.cpuSeconds();
      Load.Result result = batches.closed(SECONDS);
      door[round] = result.perSecond() * BATCH;
      cpu[round] = (gateway.cpuSeconds() - before) / (result.nanos().length * (double) BATCH) * 1e6;
      one[round] = singles.closed(SECONDS / 2).perSecond();
    }
    Rounds through = Rounds.of(door);
    numbers.put("bare_producer_per_s", Rounds.of(limit), "readings/s");
    numbers.put("door_per_s", through, "readings/s in batches of " + BATCH);
    numbers.put("ratio_to_producer", through.over(Rounds.of(limit)), "", Goal.atLeast(0.2));
    numbers.put("one_per_request_per_s", Rounds.of(one), "readings/s");
    numbers.put("ratio_to_one_per_request", through.over(Rounds.of(one)), "", Goal.atLeast(10));
    numbers.put("cpu_s_per_million", Rounds.of(cpu), "CPU-seconds of the gateway");
    double rate = through.median();
    latency(batches, rate / 2, numbers);
    numbers.put("resident_mb", gateway.residentBytes() / 1e6, "MB, heap limit 256");
  }

  private static void latency(Load batches, double rate, BenchReport.Numbers numbers)
      throws Exception {
    Load.Result result = batches.open(LATENCY_SECONDS, rate / BATCH);
    numbers.put("half_rate_per_s", result.perSecond() * BATCH, "readings/s");
    numbers.put("half_rate_p50_ms", result.millisAt(0.5), "ms");
    numbers.put("half_rate_p99_ms", result.millisAt(0.99), "ms", Goal.atMost(50));
    numbers.put("half_rate_max_ms", result.millisAt(1), "ms");
  }

  private static Load load(GatewayUnderTest gateway, Bodies bodies, int callers) throws Exception {
    String key = gateway.key();
    return new Load(
        gateway.address(),
        bodies.json().stream().map(body -> Connection.request(key, body)).toList(),
        callers);
  }

  /** What the registry topology would write for people with a device each. */
  private static void prepare(Stack stack) {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      TopicProvisioning.ensure(admin, PARTITIONS, (short) 1);
    }
    SchemaProvisioning.ensure(stack.registryUrl());
    try (KafkaProducer<UUID, SpecificRecord> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()),
            new UuidSerializer(),
            new AvroSerializer<>(RegistryClient.http(stack.registryUrl())))) {
      for (int i = 0; i < PEOPLE; i++) {
        UUID user = SubjectIdentity.userFrom("default", Bodies.person(i));
        UUID device = SubjectIdentity.deviceFrom("default", Bodies.device(i));
        User person = User.newBuilder().setUserId(user).build();
        Device watch =
            Device.newBuilder()
                .setDeviceId(device)
                .setAssignments(List.of(new Assignment(user, WORN_SINCE, null)))
                .build();
        write(producer, Topics.REGISTRY_USERS, user, person);
        write(producer, Topics.REGISTRY_DEVICES, device, watch);
      }
      producer.flush();
    }
  }

  private static void write(
      KafkaProducer<UUID, SpecificRecord> producer, Topic topic, UUID key, SpecificRecord value) {
    // Flushed before anything is measured; a gateway that lacks an entry answers 207.
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, value));
  }
}
