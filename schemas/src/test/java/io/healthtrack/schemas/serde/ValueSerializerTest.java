package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ValueSerializerTest {

  private static final URI REGISTRY = URI.create("http://127.0.0.1:1/apis/ccompat/v7");

  @Test
  void isOursUnlessTheBuildSaysOtherwise() {
    assertEquals(AvroSerializer.class.getName(), ValueSerializer.className());
  }

  @Test
  void producersTakeItAsAnOrdinarySetting() {
    new KafkaProducer<>(producerSettings()).close();
  }

  @Test
  void overridesMayNameAnother() {
    Map<String, Object> settings = producerSettings();
    settings.put("value.serializer", "example.NotOnTheClassPath");
    assertThrows(KafkaException.class, () -> new KafkaProducer<>(settings).close());
  }

  private static Map<String, Object> producerSettings() {
    Map<String, Object> settings = new HashMap<>(ValueSerializer.settings(REGISTRY));
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, UuidSerializer.class);
    return settings;
  }
}
