package io.healthtrack.bench;

import io.healthtrack.embedded.artifacts.Artifacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * When, on what and with what a report was made: what others need to compare, and nothing that
 * tells one machine from another of its kind.
 */
record Circumstances(Map<String, String> facts) {

  private static final Pattern VERSION = Pattern.compile("-(\\d[\\w.]*)\\.[a-z]+$");
  private static final String UNKNOWN = "unknown";

  Circumstances {
    facts = new LinkedHashMap<>(facts);
  }

  /** Of this run. */
  static Circumstances now() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("healthtrack", commit());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("processor", first(Path.of("/proc/cpuinfo"), "model name"));
    facts.put(
        "system",
        String.join(
            " ",
            System.getProperty("os.name"),
            // What follows the number names a build of somebody's.
            System.getProperty("os.version").replaceFirst("[^0-9.].*", ""),
            System.getProperty("os.arch")));
    facts.put("java", System.getProperty("java.version"));
    facts.put("kafka", AppInfoParser.getVersion());
    facts.put("postgresql", version(Artifacts.load().postgres()));
    facts.put("registry", "Apicurio " + version(Artifacts.load().registry()));
    return new Circumstances(facts);
  }

  private static String version(Path artifact) {
    Matcher matcher =
        VERSION.matcher(artifact.getFileName().toString().replace("-all.tar.gz", ".gz"));
    return matcher.find() ? matcher.group(1) : UNKNOWN;
  }

  private static String memory() {
    String kilobytes = first(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", "");
    return kilobytes.isEmpty()
        ? UNKNOWN
        : Math.round(Long.parseLong(kilobytes) / (double) (1 << 20)) + " GB";
  }

  private static String first(Path file, String key) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return lines
          .lines()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      // Another system than Linux.
      return UNKNOWN;
    }
  }

  /** The commit these sources are, with a mark if they are more than that. */
  private static String commit() {
    String root = System.getProperty("healthtrack.root", ".");
    try {
      Process git =
          new ProcessBuilder("git", "-C", root, "describe", "--always", "--dirty", "--exclude=*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : UNKNOWN;
    } catch (IOException e) {
      // No git here.
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
