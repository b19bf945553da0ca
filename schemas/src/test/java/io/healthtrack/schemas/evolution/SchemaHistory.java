package io.healthtrack.schemas.evolution;

import io.healthtrack.schemas.topics.Topic;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** Every version a topic's schema ever had, as files that are only ever added. */
final class SchemaHistory {

  private final Path folder;

  SchemaHistory(Path folder) {
    this.folder = folder;
  }

  /** The value schemas of all topics by record name, as the registry gets them. */
  static Map<String, Schema> current() {
    Map<String, Schema> current = new TreeMap<>();
    for (Topic topic : Topics.all()) {
      current.put(topic.value().getName(), topic.value());
    }
    return current;
  }

  /** The recorded versions, oldest first. */
  List<Schema> versions(String name) throws IOException {
    List<Schema> versions = new ArrayList<>();
    for (int number = 1; Files.exists(file(name, number)); number++) {
      versions.add(new Schema.Parser().parse(Files.readString(file(name, number))));
    }
    return versions;
  }

  /** Whether the newest recorded version is this schema, documentation included. */
  boolean recorded(Schema schema) throws IOException {
    List<Schema> versions = versions(schema.getName());
    return !versions.isEmpty() && text(versions.getLast()).equals(text(schema));
  }

  void record(Schema schema) throws IOException {
    Path file = file(schema.getName(), versions(schema.getName()).size() + 1);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text(schema) + "\n");
  }

  private static String text(Schema schema) {
    return SchemaFormatter.format("json/pretty", schema);
  }

  private Path file(String name, int number) {
    return folder.resolve(name).resolve(number + ".avsc");
  }
}
