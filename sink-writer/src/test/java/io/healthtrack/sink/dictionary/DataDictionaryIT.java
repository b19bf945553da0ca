package io.healthtrack.sink.dictionary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.dictionary.DatabaseCatalogue.Relation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DataDictionaryIT {

  private static final String REWRITE = "healthtrack.rewrite-readme";
  private static final Path README = Path.of("README.md");
  private static final Pattern PLACE =
      Pattern.compile("(?s)(<!-- data dictionary -->\n\n).*?(<!-- /data dictionary -->)");

  private final DatabaseCatalogue catalogue = new DatabaseCatalogue(MigratedDatabase.fresh());

  @Test
  void equalsTheMigratedDatabase() throws IOException {
    String readme = Files.readString(README);
    Matcher place = PLACE.matcher(readme);
    assertTrue(place.find(), "README.md has no place for the data dictionary");
    String expected =
        place.replaceFirst("$1" + Matcher.quoteReplacement(DataDictionary.of(catalogue)) + "$2");
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(README, expected);
      return;
    }
    assertEquals(
        expected,
        readme,
        () ->
            "the data dictionary is out of date: run mvn -pl sink-writer verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=DataDictionaryIT -D"
                + REWRITE
                + " and commit README.md");
  }

  @Test
  void everythingSaysWhatItIs() {
    List<String> views =
        catalogue.relations.stream().filter(Relation::view).map(Relation::qualified).toList();
    List<String> silent =
        Stream.of(
                catalogue.relations.stream()
                    .filter(r -> r.comment() == null)
                    .map(Relation::qualified),
                catalogue.columns.stream()
                    .filter(c -> c.comment() == null && !views.contains(c.relation()))
                    .map(c -> c.relation() + "." + c.name()),
                catalogue.routines.stream()
                    .filter(r -> r.comment() == null)
                    .map(r -> "%s(%s)".formatted(r.name(), r.arguments())))
            .flatMap(names -> names)
            .collect(Collectors.toList());
    assertEquals(List.of(), silent, "COMMENT ON these in the migration that makes them");
  }
}
