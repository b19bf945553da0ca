package io.healthtrack.bench.pipeline;

import io.healthtrack.local.pipeline.Endpoints;
import io.healthtrack.processors.thresholds.ThresholdsTopology;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.processors.windows.WindowsTopology;
import io.healthtrack.schemas.topics.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where each stage is, by what it has committed. For one thread at a time. */
final class LagWatch implements AutoCloseable {

  private static final String LANES =
      "SELECT lane, topic, partition, next_offset FROM ops.lane_offsets";

  private static final Map<String, String> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("validation", ValidationTopology.APPLICATION_ID);
    GROUPS.put("windows", WindowsTopology.APPLICATION_ID);
    GROUPS.put("thresholds", ThresholdsTopology.APPLICATION_ID);
  }

  private final Admin admin;
  private final Connection connection;
  private final PreparedStatement lanes;

  LagWatch(Endpoints endpoints) throws SQLException {
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka()));
    connection = DriverManager.getConnection(endpoints.postgres());
    lanes = connection.prepareStatement(LANES);
  }

  /**
   * One stage at one moment, all partitions together.
   *
   * @param behind records it has not committed
   * @param end records there were
   */
  record Place(long behind, long end) {}

  /** Every stage now, in the order in which a reading meets them. */
  Map<String, Place> look() throws SQLException, InterruptedException {
    Map<String, Map<TopicPartition, Long>> positions = new LinkedHashMap<>();
    for (Map.Entry<String, String> group : GROUPS.entrySet()) {
      positions.put(group.getKey(), committed(group.getValue()));
    }
    try (ResultSet row = lanes.executeQuery()) {
      while (row.next()) {
        positions
            .computeIfAbsent("sink " + row.getString(1), lane -> new HashMap<>())
            .put(new TopicPartition(row.getString(2), row.getInt(3)), row.getLong(4));
      }
    }
    Set<TopicPartition> partitions = new LinkedHashSet<>();
    positions.values().forEach(stage -> partitions.addAll(stage.keySet()));
    Map<TopicPartition, Long> ends = ends(partitions);
    Map<String, Place> places = new LinkedHashMap<>();
    positions.forEach(
        (stage, committed) -> {
          long end = committed.keySet().stream().mapToLong(ends::get).sum();
          long behind =
              committed.entrySet().stream()
                  .mapToLong(each -> Math.max(0, ends.get(each.getKey()) - each.getValue()))
                  .sum();
          places.put(stage, new Place(behind, end));
        });
    return places;
  }

  /** What a group has committed of readings; a partition that it has not begun counts from 0. */
  private Map<TopicPartition, Long> committed(String group) throws InterruptedException {
    String topic =
        group.equals(ValidationTopology.APPLICATION_ID)
            ? Topics.READINGS_RAW.name()
            : Topics.READINGS_VALID.name();
    try {
      var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return partitions(topic)
          .collect(
              Collectors.toMap(
                  partition -> partition,
                  partition ->
                      offsets.get(partition) == null ? 0 : offsets.get(partition).offset()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell offsets", e);
    }
  }

  private static Stream<TopicPartition> partitions(String topic) {
    return IntStream.range(0, Installation.PARTITIONS)
        .mapToObj(partition -> new TopicPartition(topic, partition));
  }

  /** Where what readers may see ends. */
  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
      throws InterruptedException {
    try {
      return admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest())),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell offsets", e);
    }
  }

  @Override
  public void close() throws SQLException {
    admin.close();
    connection.close();
  }
}
