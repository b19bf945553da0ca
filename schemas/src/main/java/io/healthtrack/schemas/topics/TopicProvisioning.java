package io.healthtrack.schemas.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the declared topics exist, and refuses a cluster whose topics contradict them. */
public final class TopicProvisioning {

  private TopicProvisioning() {}

  /**
   * Creates what is missing, and gives what is there the declared retention.
   *
   * @param partitions of every topic keyed by an id; permanent once there is keyed state
   * @param replication copies of each partition; with three or more, writes need two of them
   * @throws IllegalStateException if a topic exists with another number of partitions
   */
  public static void ensure(Admin admin, int partitions, short replication) {
    try {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      List<Topic> present = new ArrayList<>();
      for (Topic topic : Topics.all()) {
        if (existing.contains(topic.name())) {
          present.add(topic);
        } else {
          missing.add(declare(topic, partitions, replication));
        }
      }
      create(admin, missing);
      keep(admin, present);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refused the topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making topics", e);
    }
    check(admin, partitions);
  }

  /**
   * Compares the cluster with the declarations.
   *
   * @throws IllegalStateException if a topic is missing or has another number of partitions
   */
  public static void check(Admin admin, int partitions) {
    try {
      List<String> names = Topics.all().stream().map(Topic::name).toList();
      Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
      for (Topic topic : Topics.all()) {
        int count = found.get(topic.name()).partitions().size();
        if (count != topic.partitions(partitions)) {
          throw new IllegalStateException(
              "topic %s has %d partitions, but %d are expected: the count is permanent once there is keyed state, so set the expected count to the cluster's or use another cluster"
                  .formatted(topic.name(), count, topic.partitions(partitions)));
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker did not describe the topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checking topics", e);
    }
  }

  private static void create(Admin admin, List<NewTopic> missing)
      throws ExecutionException, InterruptedException {
    for (var creation : admin.createTopics(missing).values().values()) {
      try {
        creation.get();
      } catch (ExecutionException e) {
        // Another service may be provisioning at the same moment; check() judges what it made.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** What an erasure's receipt promises holds for topics of earlier versions too. */
  private static void keep(Admin admin, List<Topic> topics)
      throws ExecutionException, InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (Topic topic : topics) {
      List<AlterConfigOp> settings = new ArrayList<>();
      Keeping.settings(topic)
          .forEach(
              (name, value) ->
                  settings.add(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
      changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), settings);
    }
    admin.incrementalAlterConfigs(changes).all().get();
  }

  private static NewTopic declare(Topic topic, int partitions, short replication) {
    Map<String, String> configs = Keeping.settings(topic);
    NewTopic declared = new NewTopic(topic.name(), topic.partitions(partitions), replication);
    return replication < 3
        ? declared.configs(configs)
        : declared.configs(with(configs, "min.insync.replicas", "2"));
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
