package io.healthtrack.embedded;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The child JVM with Confluent's classes, asked one record at a time. */
final class Confluent implements AutoCloseable {

  private static final Path SOURCE = Path.of("src/test/resources/confluent/ConfluentPeer.java");

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter questions;

  private Confluent(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Confluent start(Path jar, URI registry) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(java, "-Xmx256m", "-cp", jar.toString(), SOURCE.toString(), registry.toString());
    return new Confluent(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What Confluent's deserializer read from these bytes and its serializer made of that. */
  Answer readAndWrite(String topic, byte[] bytes) throws IOException {
    questions.write(topic + " " + HexFormat.of().formatHex(bytes));
    questions.newLine();
    questions.flush();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      String[] parts = line.split(" ", 4);
      if (parts[0].equals("record")) {
        return new Answer(parts[1], parts[3], parts[2]);
      }
    }
    throw new IOException("the JVM with Confluent's classes ended; its errors are above");
  }

  @Override
  public void close() throws IOException {
    questions.close();
    process.destroy();
  }

  record Answer(String name, String summary, String hex) {

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }
  }
}
