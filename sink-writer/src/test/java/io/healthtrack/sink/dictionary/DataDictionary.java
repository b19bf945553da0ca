package io.healthtrack.sink.dictionary;

import io.healthtrack.sink.dictionary.DatabaseCatalogue.Column;
import io.healthtrack.sink.dictionary.DatabaseCatalogue.Relation;
import io.healthtrack.sink.dictionary.DatabaseCatalogue.Routine;
import java.util.List;
import java.util.stream.Collectors;

/** The data dictionary as Markdown. */
final class DataDictionary {

  private final DatabaseCatalogue catalogue;
  private final StringBuilder text = new StringBuilder();

  private DataDictionary(DatabaseCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  static String of(DatabaseCatalogue catalogue) {
    DataDictionary dictionary = new DataDictionary(catalogue);
    dictionary.write();
    return dictionary.text.toString();
  }

  private void write() {
    text.append("### Entities\n\n");
    text.append(
        "Keys only; a dotted line is a foreign key that is declared but not enforced. Most tables also name their tenant.\n\n");
    text.append(EntityDiagram.of(catalogue));
    for (String schema : List.of("health", "analytics", "reporting", "ops", "audit")) {
      tables(schema);
      views(schema);
      routines(schema);
    }
  }

  private void tables(String schema) {
    List<Relation> tables = relations(schema, false);
    if (tables.isEmpty()) {
      return;
    }
    text.append("### Tables of `%s`%n%n".formatted(schema));
    for (Relation table : tables) {
      text.append(
          "<details><summary><code>%s</code>: %s</summary>%n%n"
              .formatted(table.qualified(), html(table.comment())));
      if (table.partitioned()) {
        text.append("Partitioned by time.\n\n");
      }
      text.append("| column | type | null | key | what |\n| --- | --- | --- | --- | --- |\n");
      for (Column column : catalogue.columns(table)) {
        text.append(
            "| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                    column.name(),
                    column.type(),
                    column.required() ? "" : "yes",
                    key(column),
                    cell(column.comment())));
      }
      text.append("\n</details>\n");
    }
    text.append("\n");
  }

  private void views(String schema) {
    List<Relation> views = relations(schema, true);
    if (views.isEmpty()) {
      return;
    }
    text.append(
        "### Views of `%s`%n%n| view | what | columns |%n| --- | --- | --- |%n".formatted(schema));
    for (Relation view : views) {
      text.append(
          "| `%s` | %s | %s |%n"
              .formatted(
                  view.qualified(),
                  cell(view.comment()),
                  catalogue.columns(view).stream()
                      .map(Column::name)
                      .collect(Collectors.joining(", "))));
    }
    text.append("\n");
  }

  private void routines(String schema) {
    List<Routine> routines =
        catalogue.routines.stream().filter(r -> r.schema().equals(schema)).toList();
    if (routines.isEmpty()) {
      return;
    }
    text.append(
        "### Functions and procedures of `%s`%n%n| call | kind | what |%n| --- | --- | --- |%n"
            .formatted(schema));
    for (Routine routine : routines) {
      text.append(
          "| `%s(%s)` | %s | %s |%n"
              .formatted(
                  routine.name(),
                  routine.arguments().replace("timestamp with time zone", "timestamptz"),
                  routine.kind(),
                  cell(routine.comment())));
    }
    text.append("\n");
  }

  private List<Relation> relations(String schema, boolean views) {
    return catalogue.relations.stream()
        .filter(r -> r.schema().equals(schema) && r.view() == views)
        .toList();
  }

  private static String key(Column column) {
    return (column.key() ? "primary" : "")
        + (column.key() && column.foreignKey() ? ", " : "")
        + (column.foreignKey() ? "foreign" : "");
  }

  private static String cell(String comment) {
    return html(comment).replace("|", "\\|");
  }

  private static String html(String comment) {
    return comment == null ? "" : comment.replace("<", "&lt;").replace("\n", " ");
  }
}
