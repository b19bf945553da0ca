package io.healthtrack.processors.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of a topology's test driver. */
public final class DriverSettings {

  private DriverSettings() {}

  /**
   * With a state directory of its own: the default is shared by all who test on a machine.
   *
   * @param application the topology's application id
   */
  public static Properties of(String application) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, ownDirectory(application));
    return properties;
  }

  private static String ownDirectory(String application) {
    try {
      Path directory = Files.createTempDirectory(application);
      // The driver deletes what is in it.
      directory.toFile().deleteOnExit();
      return directory.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
