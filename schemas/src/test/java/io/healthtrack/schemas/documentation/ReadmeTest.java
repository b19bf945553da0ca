package io.healthtrack.schemas.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {

  private static final String REWRITE = "healthtrack.rewrite-readme";
  private static final Path README = Path.of("README.md");

  @ParameterizedTest
  @ValueSource(strings = {"topics", "metrics"})
  void tableEqualsTheDeclarations(String name) throws IOException {
    String table = name.equals("topics") ? Tables.topics() : Tables.metrics();
    Pattern place = Pattern.compile("(?s)(<!-- " + name + " -->\n\n).*?(<!-- /" + name + " -->)");
    String readme = Files.readString(README);
    Matcher matcher = place.matcher(readme);
    assertTrue(matcher.find(), () -> "README.md has no place for the table of " + name);
    String expected = matcher.replaceFirst("$1" + Matcher.quoteReplacement(table + "\n") + "$2");
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(README, expected);
      return;
    }
    assertEquals(
        expected,
        readme,
        () ->
            "the table of "
                + name
                + " is out of date: run mvn -pl schemas test -Dtest=ReadmeTest -D"
                + REWRITE
                + " and commit README.md");
  }
}
