package io.healthtrack.embedded;

import java.nio.file.Path;
import java.util.List;

/** The command line of child JVMs. */
final class Java {
  /** What all children share: small, quick to start, no look at other network addresses. */
  static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "-Djava.net.preferIPv4Stack=true",
          "-Djava.awt.headless=true",
          "-Dfile.encoding=UTF-8");

  private Java() {}

  /** The program that runs this JVM too. */
  static String program() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
