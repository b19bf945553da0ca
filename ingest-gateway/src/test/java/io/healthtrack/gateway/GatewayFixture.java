package io.healthtrack.gateway;

import io.healthtrack.avro.Reading;
import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import io.healthtrack.gateway.access.ApiKeys;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidDeserializer;
import io.healthtrack.schemas.topics.SchemaProvisioning;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A gateway on the shared stack, with the registry's stand-in behind it and a caller before it. */
final class GatewayFixture implements AutoCloseable {

  static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(4);

  private final Stack stack = SharedStack.get();
  private final RegistryStandIn registry;
  private final VitalsStandIn vitals = new VitalsStandIn();
  private final Path state;
  private final GatewayConfig.Access access;
  private GatewayApp app;
  private Caller caller;

  GatewayFixture(Path state) {
    this(state, GatewayConfig.Access.DEFAULT);
  }

  GatewayFixture(Path state, GatewayConfig.Access access) {
    this.state = state;
    this.access = access;
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      TopicProvisioning.ensure(admin, 4, (short) 1);
    }
    SchemaProvisioning.ensure(stack.registryUrl());
    registry = new RegistryStandIn(stack.bootstrapServers(), stack.registryUrl());
    start();
  }

  Stack stack() {
    return stack;
  }

  VitalsStandIn vitals() {
    return vitals;
  }

  Caller caller() {
    return caller;
  }

  GatewayApp app() {
    return app;
  }

  String key() {
    try {
      return Files.readString(state.resolve(ApiKeys.FIRST_KEY)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void restart() {
    caller.close();
    app.close();
    start();
  }

  /** Registers a device and its wearer since 2020. */
  void wear(String device, String user) {
    requireSuccess(caller.put("/v1/users/" + Caller.encoded(user), "{}").statusCode());
    requireSuccess(caller.put("/v1/devices/" + Caller.encoded(device), "{}").statusCode());
    requireSuccess(
        caller
            .put(
                "/v1/devices/" + Caller.encoded(device) + "/assignments",
                "{\"user\":\"" + user + "\",\"from\":\"2020-01-01T00:00:00Z\"}")
            .statusCode());
  }

  /** Everything in readings.raw now. */
  List<ConsumerRecord<UUID, Reading>> raw() {
    List<ConsumerRecord<UUID, Reading>> records = new ArrayList<>();
    UuidDeserializer ids = new UuidDeserializer();
    try (KafkaConsumer<UUID, Reading> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            (topic, key) -> key.length == Integer.BYTES ? null : ids.deserialize(topic, key),
            new AvroDeserializer<>(RegistryClient.http(stack.registryUrl())))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.READINGS_RAW.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> missing = new HashMap<>(consumer.endOffsets(partitions));
      while (!missing.isEmpty()) {
        for (ConsumerRecord<UUID, Reading> taken : consumer.poll(Duration.ofMillis(200))) {
          // Ticks of the clock are no readings.
          if (taken.value() != null) {
            records.add(taken);
          }
        }
        missing.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
    return records;
  }

  @Override
  public void close() {
    caller.close();
    app.close();
    registry.close();
    vitals.close();
  }

  /** One more gateway on the same stack, with a state of its own; to be closed by the caller. */
  GatewayApp another(Path itsState, GatewayConfig.Access itsAccess) {
    GatewayApp gateway =
        GatewayApp.create(
            new GatewayConfig(
                new GatewayConfig.Listen("127.0.0.1", 0),
                stack.bootstrapServers(),
                stack.registryUrl(),
                itsState,
                new GatewayConfig.Limits(10_000_000, 64_000_000, 10_000, ACKNOWLEDGEMENT),
                itsAccess,
                Optional.empty(),
                Optional.of(vitals.access()),
                GatewayConfig.TICKS,
                Map.of()));
    Await.until("ready", Duration.ofSeconds(30), gateway::ready);
    return gateway;
  }

  private void start() {
    app = another(state, access);
    caller = new Caller(app.address(), key());
  }

  private static void requireSuccess(int status) {
    if (status / 100 != 2) {
      throw new AssertionError("unexpected status " + status);
    }
  }
}
