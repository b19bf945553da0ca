package io.healthtrack.sink;

import io.healthtrack.schemas.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the usual tools see of the sink's positions. */
class GroupOffsetsIT {

  private static final String GROUP = "healthtrack-sink-readings";

  private final SinkWorld world = new SinkWorld();
  private Admin admin;

  @BeforeEach
  void open() {
    admin = Admin.create(Map.of("bootstrap.servers", world.stack.bootstrapServers()));
  }

  @AfterEach
  void close() {
    admin.close();
    world.close();
  }

  @Test
  void tellsTheGroupAgainWhatSomebodyElseToldItOtherwise() throws Exception {
    world.send(TestReadings.stream(new Random(9), 5, 10));
    world.startSink();
    world.drained();
    Await.until("the group follows", this::follows);

    // As an owner does that was frozen before its last word: Kafka does not fence it.
    Map<TopicPartition, OffsetAndMetadata> old = new HashMap<>();
    held().keySet().forEach(partition -> old.put(partition, new OffsetAndMetadata(0)));
    admin.alterConsumerGroupOffsets(GROUP, old).all().get();

    Await.until("the group follows again", this::follows);
  }

  private boolean follows() throws InterruptedException, ExecutionException {
    Map<Integer, Long> told = new TreeMap<>();
    held().forEach((partition, offset) -> told.put(partition.partition(), offset.offset()));
    List<String> stored =
        world.query(
            "SELECT partition, next_offset FROM ops.lane_offsets WHERE topic = '%s' ORDER BY 1"
                .formatted(Topics.READINGS_VALID.name()));
    return stored.equals(
        told.entrySet().stream().map(entry -> entry.getKey() + "|" + entry.getValue()).toList());
  }

  private Map<TopicPartition, OffsetAndMetadata> held()
      throws InterruptedException, ExecutionException {
    return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
  }
}
