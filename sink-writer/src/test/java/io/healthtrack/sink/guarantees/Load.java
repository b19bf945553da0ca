package io.healthtrack.sink.guarantees;

import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records in transactions, as the stages before the sink do, until it is closed; some
 * transactions are aborted. After trouble with the broker it does not know what was committed, and
 * need not: the log tells.
 */
final class Load implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(25);

  private final Map<String, Object> settings;
  private final AvroSerializer<SpecificRecord> serializer;
  private final RunRecords records;
  private final Random random;
  private final AtomicLong committed = new AtomicLong();
  private final Thread thread;
  private volatile boolean ended;

  private Load(Parts parts, Run run) {
    records = new RunRecords(run);
    random = run.random("transactions");
    serializer = new AvroSerializer<>(RegistryClient.http(parts.stack.registryUrl()));
    settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            parts.stack.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "load",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            3_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            20_000);
    thread = Thread.ofPlatform().daemon().name("load").unstarted(this::run);
  }

  static Load start(Parts parts, Run run) {
    Load load = new Load(parts, run);
    load.thread.start();
    return load;
  }

  /** How many transactions were committed so far. */
  long committed() {
    return committed.get();
  }

  /** Returns when no transaction is open any more. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean open = true;
    while (open) {
      try (Producer<byte[], byte[]> producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        // Ends what a producer before left open.
        producer.initTransactions();
        while (!ended) {
          transaction(producer);
          LockSupport.parkNanos(PACE.toNanos());
        }
        open = false;
      } catch (KafkaException e) {
        LockSupport.parkNanos(PACE.toNanos());
      }
    }
  }

  private void transaction(Producer<byte[], byte[]> producer) {
    producer.beginTransaction();
    records.next(
        (topic, key, value) ->
            write(producer, topic.name(), key, serializer.serialize(topic.name(), value)),
        (topic, key, bytes) -> write(producer, topic.name(), key, bytes));
    if (random.nextInt(12) == 0) {
      producer.flush();
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
      committed.incrementAndGet();
    }
  }

  // Failures come back from commitTransaction.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void write(
      Producer<byte[], byte[]> producer, String topic, UUID key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, UuidSerializer.bytes(key), value));
  }
}
