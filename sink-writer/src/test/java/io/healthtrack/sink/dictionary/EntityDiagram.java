package io.healthtrack.sink.dictionary;

import io.healthtrack.sink.dictionary.DatabaseCatalogue.Column;
import io.healthtrack.sink.dictionary.DatabaseCatalogue.Link;
import io.healthtrack.sink.dictionary.DatabaseCatalogue.Relation;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Tables with their keys and how they refer to each other, in Mermaid's words. */
final class EntityDiagram {

  /** The tables of the first diagram; a new table appears in the second. */
  private static final Pattern PEOPLE_AND_DEVICES =
      Pattern.compile(
          "health\\.(tenants|users|user_.*|emergency_contacts|practitioners|care_relationships|accounts|consents|device.*)");

  private final DatabaseCatalogue catalogue;
  private final StringBuilder text = new StringBuilder();

  private EntityDiagram(DatabaseCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  static String of(DatabaseCatalogue catalogue) {
    EntityDiagram diagram = new EntityDiagram(catalogue);
    Predicate<String> people = name -> PEOPLE_AND_DEVICES.matcher(name).matches();
    diagram.group("People and devices", people);
    diagram.group(
        "Readings and what follows from them",
        name -> name.startsWith("health.") && !people.test(name));
    diagram.group("The sink's own books", name -> !name.startsWith("health."));
    return diagram.text.toString();
  }

  private void group(String title, Predicate<String> inside) {
    text.append("#### ").append(title).append("\n\n```mermaid\nerDiagram\n");
    for (Link link : catalogue.links) {
      if (inside.test(link.child())
          && (inside.test(link.parent()) || !link.parent().equals("health.tenants"))) {
        text.append(
            "  %s %s%s%s %s : \"%s\"%n"
                .formatted(
                    entity(link.parent()),
                    link.required() ? "||" : "|o",
                    link.enforced() ? "--" : "..",
                    link.one() ? "o|" : "o{",
                    entity(link.child()),
                    link.columns()));
      }
    }
    for (Relation relation : catalogue.relations) {
      if (!relation.view() && inside.test(relation.qualified())) {
        entity(relation);
      }
    }
    text.append("```\n\n");
  }

  private void entity(Relation relation) {
    List<Column> keys =
        catalogue.columns(relation).stream().filter(c -> c.key() || c.foreignKey()).toList();
    text.append("  ").append(entity(relation.qualified()));
    if (!keys.isEmpty()) {
      text.append(" {\n");
      for (Column key : keys) {
        text.append(
            "    %s %s %s%n"
                .formatted(
                    key.type().replace(' ', '_'),
                    key.name(),
                    key.key() ? key.foreignKey() ? "PK, FK" : "PK" : "FK"));
      }
      text.append("  }");
    }
    text.append("\n");
  }

  private static String entity(String qualified) {
    return qualified.replaceFirst("^health\\.", "").replace('.', '_');
  }
}
