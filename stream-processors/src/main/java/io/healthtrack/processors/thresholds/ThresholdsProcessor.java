package io.healthtrack.processors.thresholds;

import static io.healthtrack.schemas.topics.Topics.READINGS_VALID;
import static io.healthtrack.schemas.topics.Topics.REGISTRY_USERS;

import io.healthtrack.avro.Reading;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.processors.erasure.ErasedPeople;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.tallies.StageTally;
import io.healthtrack.processors.tallies.TallyPublisher;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Takes each reading past the rules in force for it, and publishes what happens to episodes. */
final class ThresholdsProcessor implements Processor<byte[], byte[], Object, SpecificRecord> {

  private final AvroDeserializer<Reading> readings;
  private final AvroDeserializer<ThresholdRule> ruleDeserializer;
  private final AvroDeserializer<User> users;
  private final MetricCatalogue catalogue;
  private final ThresholdsSettings settings;
  private final RuleBook book;
  private ProcessorContext<Object, SpecificRecord> context;
  private ReadOnlyKeyValueStore<byte[], byte[]> ruleStore;
  private RuleEngine engine;
  private ErasedPeople erased;
  private StageTally tally;
  private RuleIndex rules;
  private long edition;

  ThresholdsProcessor(
      RegistryClient schemas,
      MetricCatalogue catalogue,
      ThresholdsSettings settings,
      RuleBook book) {
    this.readings = new AvroDeserializer<>(schemas);
    this.users = new AvroDeserializer<>(schemas);
    this.ruleDeserializer = new AvroDeserializer<>(schemas);
    this.catalogue = catalogue;
    this.settings = settings;
    this.book = book;
  }

  @Override
  public void init(ProcessorContext<Object, SpecificRecord> context) {
    this.context = context;
    ruleStore = context.getStateStore(RuleBook.STORE);
    engine =
        new RuleEngine(
            catalogue,
            settings,
            name -> keptIn(context.getStateStore(name)),
            new StoredDeadlines(context.getStateStore(StoredDeadlines.STORE)));
    List<KeyValueStore<byte[], byte[]>> personal = new ArrayList<>();
    RuleEngine.STORES.forEach(name -> personal.add(context.getStateStore(name)));
    erased =
        new ErasedPeople(context.getStateStore(ErasedPeople.STORE), personal, users, Duration.ZERO);
    erased.schedule(context);
    tally =
        new StageTally(
            context.getStateStore(ThresholdsTopology.TALLIES),
            ThresholdsTopology.STAGE,
            READINGS_VALID.name(),
            context.taskId().partition());
    edition = 0;
    TallyPublisher.schedule(context, tally, ThresholdsTopology.TALLY_SINK);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (place.topic().equals(REGISTRY_USERS.name())) {
      // An open episode just ends: there is nobody left to tell anything about.
      erased.take(record, context.currentSystemTimeMs());
      know(record);
      return;
    }
    long offset = place.offset();
    if (!RecordSize.fits(record.value())) {
      tally.quarantined(offset, "unreadable");
      return;
    }
    Reading reading;
    try {
      reading = readings.deserialize(READINGS_VALID.name(), record.value());
    } catch (SerializationException e) {
      tally.quarantined(offset, "unreadable");
      return;
    }
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    if (reading == null) {
      if (Tick.isTick(record.key(), record.value(), place.partition())) {
        Instant at = Instant.ofEpochMilli(record.timestamp());
        publish(engine.tick(at, currentRules(), now), record.timestamp());
      }
      tally.passedOver(offset);
      return;
    }
    if (!erased.refuses(record.key(), record.timestamp())) {
      // A device's own minimum or average is no measurement, and what may be old news alerts
      // nobody; but something has arrived.
      boolean judged = reading.getProof().equals("fresh") && reading.getStatistic() == null;
      publish(
          judged
              ? engine.evaluate(reading, currentRules(), now)
              : engine.arrived(reading, currentRules(), now),
          record.timestamp());
    }
    tally.passedOn(offset);
  }

  /** An entry that cannot be read changes nothing; the gateway reads no such entry either. */
  private void know(Record<byte[], byte[]> record) {
    User user;
    try {
      user = users.deserialize(REGISTRY_USERS.name(), record.value());
    } catch (SerializationException e) {
      return;
    }
    // Version 0 is of nobody; it only carries an answer.
    if (user != null && user.getVersion() > 0) {
      engine.know(user);
    }
  }

  private void publish(List<RuleEngine.Alert> alerts, long timestamp) {
    for (RuleEngine.Alert alert : alerts) {
      byte[] person = UuidSerializer.bytes(alert.event().getUserId());
      for (Severity topic : alert.topics()) {
        context.forward(
            new Record<>(person, alert.event(), timestamp), ThresholdsTopology.alertSink(topic));
      }
    }
  }

  private RuleIndex currentRules() {
    long newest = book.edition();
    if (newest != edition) {
      rules = book.index(ruleStore, ruleDeserializer);
      edition = newest;
    }
    return rules;
  }

  private static BytesStore keptIn(KeyValueStore<byte[], byte[]> store) {
    return new BytesStore() {
      @Override
      public byte[] get(byte[] key) {
        return store.get(key);
      }

      @Override
      public void put(byte[] key, byte[] value) {
        store.put(key, value);
      }
    };
  }
}
