package io.healthtrack.embedded.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where this build found the parts of the stack in the local Maven repository.
 *
 * @param broker the class path of the broker process
 * @param postgres the archive with the PostgreSQL binaries
 * @param registry the archive with the registry application
 */
public record Artifacts(List<Path> broker, Path postgres, Path registry) {
  /**
   * System property that names the local Maven repository when it is not where the build saw it.
   */
  public static final String REPOSITORY_PROPERTY = "healthtrack.repository";

  private static final String RESOURCE = "artifacts.properties";

  /**
   * Reads what the build wrote down.
   *
   * @throws IllegalStateException when a part is not on this machine (any more)
   */
  public static Artifacts load() {
    Properties properties = new Properties();
    try (InputStream in = Artifacts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing; build deploy/embedded with Maven");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Artifacts(
        paths(properties, "broker").toList(),
        paths(properties, "postgres").findFirst().orElseThrow(),
        paths(properties, "registry").findFirst().orElseThrow());
  }

  private static Stream<Path> paths(Properties properties, String key) {
    String recorded = properties.getProperty("repository").replace('\\', '/');
    String actual = System.getProperty(REPOSITORY_PROPERTY, recorded);
    return Stream.of(properties.getProperty(key).split("\\|"))
        .map(text -> text.startsWith(recorded) ? actual + text.substring(recorded.length()) : text)
        .map(Path::of)
        .map(Artifacts::present);
  }

  private static Path present(Path path) {
    if (!Files.isReadable(path)) {
      throw new IllegalStateException(
          path
              + " is not there: resolve the build again with Maven, or name the repository with -D"
              + REPOSITORY_PROPERTY);
    }
    return path;
  }
}
