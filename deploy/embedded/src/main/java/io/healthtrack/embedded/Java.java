package io.healthtrack.embedded;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command lines of child JVMs. */
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

  private static final String COMPILER = "-XX:TieredStopAtLevel=";

  private Java() {}

  /** As far as this JVM optimises, so do its children: one that lives shortly gains by not to. */
  static List<String> compiler() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(COMPILER))
        .toList();
  }

  /** The program that runs this JVM too. */
  static String program() {
    return program("java").toString();
  }

  /**
   * The program that makes certificates.
   *
   * @throws IOException if what runs this JVM comes without it
   */
  static String keytool() throws IOException {
    Path keytool = program("keytool");
    if (!Files.isExecutable(keytool)) {
      throw new IOException("there is no " + keytool + "; run with a whole JDK, 21 or newer");
    }
    return keytool.toString();
  }

  private static Path program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }
}
