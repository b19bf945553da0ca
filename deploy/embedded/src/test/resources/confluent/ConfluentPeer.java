import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/**
 * Somebody else's program, which knows none of our classes: reads records with Confluent's own
 * deserializer and writes them again with Confluent's own serializer. It is compiled and run from
 * source, in a JVM of its own, against Confluent's classes and the Avro they were built with.
 *
 * <p>One line in: topic, bytes in hexadecimal. One line out: record name, bytes, some fields.
 */
final class ConfluentPeer {

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("schema.registry.url", arguments[0]);
    settings.put("auto.register.schemas", false);
    KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
    deserializer.configure(settings, false);
    KafkaAvroSerializer serializer = new KafkaAvroSerializer();
    serializer.configure(settings, false);

    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] parts = line.split(" ");
      GenericRecord record = (GenericRecord) deserializer.deserialize(parts[0], bytes(parts[1]));
      byte[] again = serializer.serialize(parts[0], record);
      System.out.println(
          "record " + record.getSchema().getName() + " " + hex(again) + " " + summary(record));
    }
  }

  private static String summary(GenericRecord record) {
    if (!record.getSchema().getName().equals("Reading")) {
      return "-";
    }
    return String.join(
        ",",
        String.valueOf(record.get("metric")),
        String.valueOf(record.get("value")),
        String.valueOf(record.get("comparator")),
        String.valueOf(record.get("measured_at")),
        String.valueOf(record.get("device_id")));
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  private static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder();
    for (byte b : bytes) {
      hex.append(String.format("%02x", b));
    }
    return hex.toString();
  }
}
