package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * What is made at random once and then belongs to the data.
 *
 * @param databasePassword of the superuser
 * @param registryPassword of the registry's role
 * @param clusterId of the Kafka cluster
 */
record Secrets(String databasePassword, String registryPassword, String clusterId) {
  private static final int PASSWORD_BYTES = 24;
  private static final int CLUSTER_ID_BYTES = 16;

  static Secrets in(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    } else {
      SecureRandom random = new SecureRandom();
      properties.setProperty("database.password", text(random, PASSWORD_BYTES));
      properties.setProperty("registry.password", text(random, PASSWORD_BYTES));
      properties.setProperty("kafka.cluster", text(random, CLUSTER_ID_BYTES));
      write(file, properties);
    }
    return new Secrets(
        properties.getProperty("database.password"),
        properties.getProperty("registry.password"),
        properties.getProperty("kafka.cluster"));
  }

  private static void write(Path file, Properties properties) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished);
    Directories.permit(unfinished, "rw-------");
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      properties.store(writer, "Made with the data beside it; without it the data cannot be read.");
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String text(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Shows nothing. */
  @Override
  public String toString() {
    return "Secrets[]";
  }
}
