package io.healthtrack.local;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Decides where logs go; to be called before anything that logs is touched. */
final class Quiet {
  private static final String CONFIGURATION = "logback.configurationFile";

  /** Held, because the JDK forgets loggers, and their levels, that nobody holds. */
  private static final Logger HTTP_SERVER = Logger.getLogger("io.helidon");

  private Quiet() {}

  /** For commands that run and end: errors only, to standard error. */
  static void logs() {
    use("io/healthtrack/local/log-errors.xml");
  }

  /** For what runs long: to a file, so that the terminal stays readable. */
  static void logsIn(Path directory) {
    System.setProperty("healthtrack.logs", directory.toString());
    use("io/healthtrack/local/log-to-file.xml");
  }

  private static void use(String resource) {
    // The HTTP server speaks to the JDK's own logging, which prints on the terminal.
    HTTP_SERVER.setLevel(Level.SEVERE);
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, resource);
    }
  }
}
