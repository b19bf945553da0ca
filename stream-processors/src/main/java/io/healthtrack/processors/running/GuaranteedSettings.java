package io.healthtrack.processors.running;

import io.healthtrack.schemas.topics.ErasurePlaces;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka Streams' settings in three layers: our defaults, then the operator's, then those that our
 * guarantees depend on and nobody overrides.
 */
public final class GuaranteedSettings {

  /** An answer that holds so much need not wait for more. */
  private static final int ENOUGH_BYTES = 256 << 10;

  private static final int LINGER_MILLIS = 5_000;

  private GuaranteedSettings() {}

  /**
   * The settings of one application.
   *
   * @param applicationId consumer group, prefix of stores and transactional ids
   * @param member this process among those of the application
   * @param pace how much haste it has
   */
  public static Properties of(
      String applicationId,
      String bootstrapServers,
      Path stateDir,
      Member member,
      Map<String, String> overrides,
      Pace pace) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 65_536);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 32L << 20);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    settings.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, 600_000L);
    // One for each application: on a machine with more cores, the operator's business.
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    // A commit that became due while a thread waits for records waits with it.
    settings.put(StreamsConfig.POLL_MS_CONFIG, pace.pollFor().toMillis());
    if (!pace.gatherFor().isZero()) {
      settings.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), ENOUGH_BYTES);
      settings.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
          Math.toIntExact(pace.gatherFor().toMillis()));
    }
    // After a kill, all of the changelogs is between us and the next alert.
    settings.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
    settings.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        4 << 20);
    settings.putAll(overrides);

    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, pace.commitEvery().toMillis());
    settings.put(
        StreamsConfig.mainConsumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG),
        applicationId + "-" + member.instance());
    settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, member.advertised());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, member.standbyReplicas());
    settings.put(
        StreamsConfig.consumerPrefix(CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    settings.put(
        StreamsConfig.consumerPrefix(CommonClientConfigs.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    // A group that is new starts with the first record there is: nothing accepted is skipped.
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // What is on the broker is read in the order of time: decisions about consent before readings.
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    // The handler that fails decides for the global thread too: what throws there waits as well.
    // By name, because Kafka deprecates the constant: a later version does this unasked.
    settings.put("processing.exception.handler.global.enabled", true);
    // Kafka Streams' own settings let what was deleted stay in a changelog without bound.
    ErasurePlaces.changelogSettings()
        .forEach((name, value) -> settings.put(StreamsConfig.topicPrefix(name), value));
    // Nobody sees a record before the commit, which sends what is still waiting: to send it sooner
    // only makes more requests of it, each of which tells the coordinator of new partitions. So it
    // waits longer than any commit is apart; a batch that is full does not.
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
    return settings;
  }
}
