package io.healthtrack.local.pipeline;

import io.healthtrack.local.json.Json;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a running HealthTrack listens, and the key to it: {@code endpoints.json} in the data
 * directory.
 *
 * @param gateway readings and registry
 * @param streams operations of the stream processors
 * @param sink operations of the sink
 * @param registry Confluent-compatible base address of the schema registry
 * @param kafka value of {@code bootstrap.servers}
 * @param postgres JDBC URL with user, password and how to verify the server
 * @param replica the same of a read replica, where there is one
 * @param apiKey key for the gateway
 */
public record Endpoints(
    URI gateway,
    URI streams,
    URI sink,
    URI registry,
    String kafka,
    String postgres,
    Optional<String> replica,
    String apiKey) {
  private static final String FILE = "endpoints.json";

  /** Keeps the key and the password out of logs. */
  @Override
  public String toString() {
    return "Endpoints[gateway=" + gateway + ", kafka=" + kafka + "]";
  }

  /** Where analysts ask: the replica, where there is one. */
  public String forAnalysts() {
    return replica.orElse(postgres);
  }

  /** A database's URL for {@code psql}; with {@code jdbc:} in front JDBC takes it too. */
  public static String psqlUri(String jdbcUrl) {
    return jdbcUrl
        .replaceFirst("^jdbc:", "")
        // psql refuses the driver's name for it; the driver passes over psql's.
        .replaceFirst("([?&])channelBinding=", "$1channel_binding=");
  }

  /** The file in a data directory. */
  static Path file(Path directory) {
    return directory.resolve(FILE);
  }

  /** Reads what {@code up} wrote. */
  public static Endpoints read(Path directory) {
    try {
      Map<String, Object> document = Json.object(Files.readString(file(directory)));
      return new Endpoints(
          uri(document, "gateway"),
          uri(document, "streams"),
          uri(document, "sink"),
          uri(document, "registry"),
          text(document, "kafka"),
          text(document, "postgres"),
          Optional.ofNullable((String) document.get("replica")),
          text(document, "api_key"));
    } catch (NoSuchFileException e) {
      throw new UserError(
          "nothing is running on %s: start it with `healthtrack up`, or name another directory with --data"
              .formatted(directory),
          e);
    } catch (IOException e) {
      throw new UserError("cannot read " + file(directory) + ": " + e.getMessage(), e);
    }
  }

  /** Writes the file in one step, readable by its owner only from the first byte on. */
  void write(Path directory) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("gateway", gateway);
    document.put("streams", streams);
    document.put("sink", sink);
    document.put("registry", registry);
    document.put("kafka", kafka);
    document.put("postgres", postgres);
    replica.ifPresent(url -> document.put("replica", url));
    document.put("api_key", apiKey);
    try {
      Path draft =
          Files.createTempFile(
              directory,
              "endpoints",
              ".draft",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, Json.pretty(document));
      Files.move(
          draft,
          file(directory),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file(directory), e);
    }
  }

  private static URI uri(Map<String, Object> document, String key) throws IOException {
    return URI.create(text(document, key));
  }

  private static String text(Map<String, Object> document, String key) throws IOException {
    if (document.get(key) instanceof String text) {
      return text;
    }
    throw new IOException("it has no \"" + key + "\"; start `healthtrack up` again");
  }
}
