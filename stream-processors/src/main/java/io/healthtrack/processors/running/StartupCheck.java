package io.healthtrack.processors.running;

import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.TopicProvisioning;
import io.healthtrack.schemas.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What must be so before a topology starts. */
public final class StartupCheck {

  private final String bootstrapServers;

  /** A check of one cluster. */
  public StartupCheck(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Requires every topic to exist, with one partition count.
   *
   * @throws IllegalStateException if one is missing or differs, naming it
   */
  public void requireTopics() {
    try (Admin admin = admin()) {
      TopicProvisioning.check(admin, partitions(admin));
    }
  }

  /**
   * The partitions of {@code readings.valid} that never held a record.
   *
   * @throws IllegalStateException if the cluster does not say
   */
  public Set<Integer> neverWritten() {
    String topic = Topics.READINGS_VALID.name();
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (int partition = 0; partition < partitions(admin); partition++) {
        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      Set<Integer> empty = new HashSet<>();
      for (var end : admin.listOffsets(asked).all().get().entrySet()) {
        if (end.getValue().offset() == 0) {
          empty.add(end.getKey().partition());
        }
      }
      return empty;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker did not say where " + topic + " ends", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking where " + topic + " ends", e);
    }
  }

  /**
   * Gives changelogs of earlier versions the settings that new ones are made with.
   *
   * @throws IllegalStateException if the cluster refuses
   */
  public void boundChangelogs(String applicationId) {
    try (Admin admin = admin()) {
      List<AlterConfigOp> settings =
          ErasurePlaces.changelogSettings().entrySet().stream()
              .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
              .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
              .toList();
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      for (String topic : admin.listTopics().names().get()) {
        if (topic.startsWith(applicationId + "-") && topic.endsWith("-changelog")) {
          changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), settings);
        }
      }
      admin.incrementalAlterConfigs(changes).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refused the settings of changelogs", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while setting up changelogs", e);
    }
  }

  private static int partitions(Admin admin) {
    String topic = Topics.READINGS_RAW.name();
    try {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          e.getCause() instanceof UnknownTopicOrPartitionException
              ? "topic %s does not exist: make the topics first".formatted(topic)
              : "the broker did not describe topic " + topic,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking topics", e);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }
}
