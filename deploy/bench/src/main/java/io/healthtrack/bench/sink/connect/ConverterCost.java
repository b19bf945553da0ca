package io.healthtrack.bench.sink.connect;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How much of the peer's CPU time is our {@link ReadingConverter}'s, measured alone. */
public final class ConverterCost {

  private static final int SAMPLE = 50_000;
  private static final int PASSES = 10;

  private ConverterCost() {}

  /**
   * Prints CPU-seconds for a million records.
   *
   * @param arguments bootstrap servers, registry, topic
   */
  public static void main(String[] arguments) {
    List<byte[]> values = sample(arguments[0], arguments[2]);
    ReadingConverter converter = new ReadingConverter();
    converter.configure(Map.of(ReadingConverter.REGISTRY, arguments[1]), false);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    double best = Double.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      long before = threads.getCurrentThreadCpuTime();
      for (byte[] value : values) {
        sum += converter.toConnectData(arguments[2], value).value().hashCode();
      }
      long nanos = threads.getCurrentThreadCpuTime() - before;
      best = Math.min(best, nanos / 1e3 / values.size());
    }
    // The sum is used, so that nothing of the work can be left out.
    System.out.println(sum == 0 ? Double.NaN : best);
  }

  private static List<byte[]> sample(String bootstrapServers, String topic) {
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "bench-converter",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      int quiet = 0;
      while (values.size() < SAMPLE && quiet < 5) {
        int before = values.size();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(record.value());
        }
        quiet = values.size() == before ? quiet + 1 : 0;
      }
    }
    return values;
  }
}
