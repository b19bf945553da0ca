package io.healthtrack.schemas.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Properties;

/**
 * Which class producers name as their {@code value.serializer}: {@link AvroSerializer}, unless the
 * build was made with the Maven profile {@code confluent}, which names Confluent's own.
 */
public final class ValueSerializer {

  private static final String CLASS_NAME = read();

  private ValueSerializer() {}

  /** The class's name, the value of Kafka's setting {@code value.serializer}. */
  public static String className() {
    return CLASS_NAME;
  }

  /**
   * What either class needs in a producer's settings. Ours ignores what is meant for Confluent's:
   * to look schemas up instead of registering them, without the hints for Java, and to write UUIDs
   * and instants by their logical types.
   */
  public static Map<String, Object> settings(URI registry) {
    return Map.of(
        "value.serializer",
        CLASS_NAME,
        AvroSerializer.REGISTRY,
        registry.toString(),
        AvroSerializer.AUTO_REGISTER,
        "false",
        "avro.remove.java.properties",
        "true",
        "avro.use.logical.type.converters",
        "true");
  }

  private static String read() {
    try (InputStream file = ValueSerializer.class.getResourceAsStream("serializer.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("value.serializer");
    } catch (IOException e) {
      throw new UncheckedIOException("serializer.properties cannot be read", e);
    }
  }
}
