package io.healthtrack.schemas.documentation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.healthtrack.schemas.topics.Cleanup;
import io.healthtrack.schemas.topics.Party;
import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.TopicKey;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** The topics as an AsyncAPI 3.0 document, made from their declarations. */
final class AsyncApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AVRO = "application/vnd.apache.avro+json;version=1.12.0";

  private static final String ABOUT =
      """
      Everything that HealthTrack keeps in Kafka.

      **Values** are Avro in the Confluent wire format: one byte 0, the schema's id in the registry \
      as four bytes (big-endian), then the record in Avro's binary encoding. The subject is the \
      topic's name with `-value`; compatibility is FULL_TRANSITIVE, so a reader of any version \
      reads every version. `x-avro-binary` of an example is what follows the five bytes, in hex: a \
      decoder that is right makes the example's payload of it.

      **Examples** are in Avro's JSON encoding: a union names its branch, bytes and the 16 bytes of \
      an id are text with one character per byte (U+0000 to U+00FF), times are microseconds since \
      1970 in UTC.

      **Keys** are the 16 bytes of a UUID, most significant first, with Kafka's default \
      partitioner: all of a person is in one partition, and that number is the same in every topic. \
      **A record's timestamp** is when HealthTrack received it; when it was measured stands in the \
      value. A value of null in a compacted topic is a tombstone: the entry is gone.

      Read with `isolation.level=read_committed`. Who may read or write what is enforced by the \
      broker; `x-read-by` and `x-written-by` say it.""";

  private AsyncApi() {}

  static String document() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("asyncapi", "3.0.0");
    ObjectNode info = root.putObject("info");
    info.put("title", "HealthTrack topics").put("version", "1.0.0").put("description", ABOUT);
    info.putObject("license").put("name", "Apache-2.0");
    root.put("defaultContentType", "application/vnd.apache.avro");
    ObjectNode local = root.putObject("servers").putObject("local");
    local.put("host", "127.0.0.1:17092").put("protocol", "kafka");
    local.put("description", "Where `deploy/healthtrack up` has its broker.");
    ObjectNode channels = root.putObject("channels");
    ObjectNode operations = root.putObject("operations");
    ObjectNode components = root.putObject("components");
    ObjectNode messages = components.putObject("messages");
    ObjectNode schemas = components.putObject("schemas");
    for (Topic topic : Topics.all()) {
      channel(channels.putObject(topic.name()), topic);
      operation(operations, "write", "send", "x-written-by", topic, topic.writers());
      operation(operations, "read", "receive", "x-read-by", topic, topic.readers());
      message(messages.putObject(topic.name()), topic);
      if (!schemas.has(topic.value().getName())) {
        ObjectNode schema = schemas.putObject(topic.value().getName());
        schema.put("schemaFormat", AVRO);
        schema.set("schema", JSON.readTree(topic.value().toString()));
      }
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void channel(ObjectNode channel, Topic topic) {
    channel.put("address", topic.name());
    channel.put("summary", topic.purpose());
    reference(channel.putObject("messages").putObject(topic.value().getName()), messageOf(topic));
    ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
    kafka.put("topic", topic.name());
    ObjectNode configuration = kafka.putObject("topicConfiguration");
    configuration.putArray("cleanup.policy").add(topic.cleanup().policy());
    configuration.put(
        topic.cleanup() == Cleanup.DELETE ? "retention.ms" : "delete.retention.ms",
        topic.retention().toMillis());
    kafka.put("bindingVersion", "0.5.0");
  }

  private static void operation(
      ObjectNode operations,
      String verb,
      String action,
      String extension,
      Topic topic,
      Set<Party> parties) {
    if (parties.isEmpty()) {
      return;
    }
    ObjectNode operation = operations.putObject(verb + "-" + topic.name());
    operation.put("action", action);
    reference(operation.putObject("channel"), "#/channels/" + topic.name());
    ArrayNode who = operation.putArray(extension);
    parties.stream().sorted().map(Party::title).forEach(who::add);
  }

  private static void message(ObjectNode message, Topic topic) throws IOException {
    message.put("name", topic.value().getName());
    message.put("title", topic.purpose());
    message.put("contentType", "application/vnd.apache.avro");
    reference(message.putObject("payload"), "#/components/schemas/" + topic.value().getName());
    ObjectNode kafka = message.putObject("bindings").putObject("kafka");
    ObjectNode key = kafka.putObject("key");
    key.put("type", "string");
    key.put("description", key(topic.key()));
    kafka.put("schemaIdLocation", "payload");
    kafka.put("schemaIdPayloadEncoding", "confluent");
    kafka.put("schemaLookupStrategy", "TopicIdStrategy");
    kafka.put("bindingVersion", "0.5.0");
    SpecificRecord record = ExampleRecords.of(topic);
    ObjectNode example = message.putArray("examples").addObject();
    example.put("name", "example");
    example.set("payload", tree(AvroText.json(record)));
    message.put("x-avro-binary", HexFormat.of().formatHex(AvroText.binary(record)));
  }

  private static String key(TopicKey key) {
    return switch (key) {
      case USER_ID -> "The 16 bytes of the user_id.";
      case ID -> "The 16 bytes of the entry's id.";
      case TEXT -> "UTF-8 text.";
    };
  }

  private static String messageOf(Topic topic) {
    return "#/components/messages/" + topic.name();
  }

  private static void reference(ObjectNode node, String target) {
    node.put("$ref", target);
  }

  private static ObjectNode tree(String json) throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(json);
  }
}
