package io.healthtrack.schemas.evolution;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** FULL_TRANSITIVE: every version reads, and is read by, every other version. */
final class CompatibilityCheck {

  private CompatibilityCheck() {}

  /** What keeps a schema from joining these versions; empty if nothing does. */
  static List<String> problems(Schema candidate, List<Schema> versions) {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      Schema version = versions.get(i);
      String name = candidate.getName() + " version " + (i + 1);
      problems.addAll(reading(candidate, version, "the new schema cannot read " + name));
      problems.addAll(reading(version, candidate, name + " cannot read the new schema"));
    }
    return problems;
  }

  private static List<String> reading(Schema reader, Schema writer, String complaint) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
      return List.of();
    }
    List<String> problems = new ArrayList<>();
    for (Incompatibility found : result.getIncompatibilities()) {
      problems.add(
          "%s: %s at %s (%s)"
              .formatted(complaint, found.getType(), found.getLocation(), found.getMessage()));
    }
    return problems;
  }
}
