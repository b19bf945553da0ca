package io.healthtrack.local.accounting;

import io.healthtrack.avro.Tally;
import io.healthtrack.local.accounting.CommittedConsumer.From;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topics;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The newest tally of every stage and source partition, as committed. For one thread at a time. */
final class Tallies implements AutoCloseable {
  private final CommittedConsumer<Tally> consumer;
  private final Map<String, Tally> newest = new HashMap<>();

  Tallies(String bootstrap, URI registry) {
    consumer =
        new CommittedConsumer<>(
            bootstrap,
            List.of(Topics.AUDIT_TALLIES),
            From.BEGINNING,
            new AvroDeserializer<>(RegistryClient.http(registry)));
  }

  /** Reads what has been published since the last call. */
  void refresh() {
    consumer.readToEnd(
        published -> {
          Tally tally = published.value();
          if (tally != null) {
            newest.put(key(tally.getStage(), tally.getTopic(), tally.getPartition()), tally);
          }
        });
  }

  /** What a stage has counted in one partition; null if nothing yet. */
  Tally newest(String stage, String topic, int partition) {
    return newest.get(key(stage, topic, partition));
  }

  private static String key(String stage, String topic, int partition) {
    return stage + "/" + topic + "/" + partition;
  }

  /** What a stage has counted in all its partitions. */
  StageCount stage(String name) {
    return new StageCount(
        name,
        sum(name, Tally::getRecordsIn),
        sum(name, Tally::getRecordsOut),
        sum(name, Tally::getDuplicates),
        sum(name, Tally::getQuarantined));
  }

  /** The first offset of a partition that a stage has not counted yet. */
  long countedTo(String stage, String topic, int partition) {
    Tally tally = newest.get(stage + "/" + topic + "/" + partition);
    return tally == null ? 0 : tally.getCountedTo();
  }

  /** Refused records of all stages by reason. */
  Map<String, Long> reasons() {
    Map<String, Long> reasons = new TreeMap<>();
    for (Tally tally : newest.values()) {
      tally.getReasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    }
    return reasons;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private long sum(String stage, ToLongFunction<Tally> count) {
    return newest.values().stream()
        .filter(tally -> stage.equals(tally.getStage()))
        .mapToLong(count)
        .sum();
  }
}
