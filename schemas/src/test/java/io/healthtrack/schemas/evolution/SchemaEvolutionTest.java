package io.healthtrack.schemas.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refuses a schema change that is not FULL_TRANSITIVE, and one that is not recorded. */
class SchemaEvolutionTest {

  private static final String RECORD = "healthtrack.record-schemas";
  private static final SchemaHistory HISTORY =
      new SchemaHistory(Path.of("src/test/resources/io/healthtrack/schemas/history"));

  private final Schema first = builder().requiredString("id").endRecord();

  @Test
  void everySchemaFitsItsWholeHistory() throws IOException {
    for (Schema schema : SchemaHistory.current().values()) {
      List<String> problems =
          CompatibilityCheck.problems(schema, HISTORY.versions(schema.getName()));
      assertTrue(
          problems.isEmpty(),
          () ->
              "This change of %s is incompatible with records that exist:%n%s%n"
                      .formatted(schema.getName(), String.join("\n", problems))
                  + "Keep every field with its name and type; add fields only with a default. What"
                  + " cannot be said so needs a new record in a new topic.");
    }
  }

  @Test
  void everyChangeIsRecorded() throws IOException {
    for (Schema schema : SchemaHistory.current().values()) {
      if (HISTORY.recorded(schema)) {
        continue;
      }
      if (!Boolean.getBoolean(RECORD)
          || !CompatibilityCheck.problems(schema, HISTORY.versions(schema.getName())).isEmpty()) {
        fail(
            schema.getName()
                + " has changed and the change is not recorded. If it is meant, run"
                + " mvn -pl schemas test -Dtest=SchemaEvolutionTest -D"
                + RECORD
                + " and commit the new file beside the change.");
      }
      HISTORY.record(schema);
    }
  }

  @Test
  void refusesNewFieldWithoutDefault() {
    Schema next = builder().requiredString("id").requiredInt("count").endRecord();
    List<String> problems = CompatibilityCheck.problems(next, List.of(first));
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().contains("the new schema cannot read Example version 1"));
    assertTrue(problems.getFirst().contains("count"));
  }

  @Test
  void refusesRemovedFieldWithoutDefaultAndWidenedType() {
    Schema next = builder().requiredLong("count").endRecord();
    Schema before = builder().requiredInt("count").endRecord();
    assertTrue(
        CompatibilityCheck.problems(next, List.of(before)).stream()
            .allMatch(problem -> problem.contains("Example version 1 cannot read")));
    assertFalse(CompatibilityCheck.problems(next, List.of(before)).isEmpty());
    assertFalse(CompatibilityCheck.problems(before, List.of(first)).isEmpty());
  }

  @Test
  void looksAtAllVersionsAndNotOnlyTheLast() {
    Schema withInt = builder().requiredString("id").nullableInt("count", 0).endRecord();
    Schema without = builder().requiredString("id").endRecord();
    Schema withText = builder().requiredString("id").optionalString("count").endRecord();
    assertTrue(CompatibilityCheck.problems(without, List.of(withInt)).isEmpty());
    assertTrue(CompatibilityCheck.problems(withText, List.of(without)).isEmpty());
    assertFalse(CompatibilityCheck.problems(withText, List.of(withInt, without)).isEmpty());
  }

  @Test
  void takesNewFieldWithDefaultAndRecordsIt(@TempDir Path folder) throws IOException {
    SchemaHistory history = new SchemaHistory(folder);
    Schema next = builder().requiredString("id").optionalString("note").endRecord();
    history.record(first);
    assertTrue(history.recorded(first));
    assertFalse(history.recorded(next));
    assertTrue(CompatibilityCheck.problems(next, history.versions("Example")).isEmpty());
    history.record(next);
    assertEquals(List.of(first, next), history.versions("Example"));
  }

  private static SchemaBuilder.FieldAssembler<Schema> builder() {
    return SchemaBuilder.record("Example").namespace("io.healthtrack.avro").fields();
  }
}
