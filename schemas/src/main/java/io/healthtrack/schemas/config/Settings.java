package io.healthtrack.schemas.config;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings of one service: a properties file, overridden by the environment. The key {@code
 * gateway.listen.port} is the variable {@code HEALTHTRACK_GATEWAY_LISTEN_PORT}. Reading a key makes
 * it known; {@link #refuseUnknown()} then fails for what nobody asked for.
 */
public final class Settings {

  private static final String VARIABLE_PREFIX = "HEALTHTRACK_";

  private final Map<String, String> values;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> sections = new TreeSet<>();

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings whose keys begin with {@code prefix.}.
   *
   * @param file a properties file in UTF-8, or {@code null} for none
   * @param environment the environment's variables
   * @param prefix first part of every key, such as {@code gateway}
   * @throws SettingException if the file cannot be read
   */
  public static Settings load(Path file, Map<String, String> environment, String prefix) {
    Map<String, String> values = new TreeMap<>();
    if (file != null) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new SettingException("cannot read the settings file " + file, e);
      }
      properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    }
    String variables = VARIABLE_PREFIX + prefix.toUpperCase(Locale.ROOT) + "_";
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(variables)) {
            values.put(
                name.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
                value);
          }
        });
    return new Settings(values);
  }

  /** A text. */
  public String text(String key, String fallback) {
    return read(key, fallback, Function.identity(), "a text");
  }

  /** A text that has no default. */
  public String required(String key) {
    String value = text(key, null);
    if (value == null || value.isBlank()) {
      throw new SettingException(
          "%s is not set: put it into the settings file or set %s"
              .formatted(key, VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_')));
    }
    return value;
  }

  /** A whole number. */
  public int number(String key, int fallback) {
    return read(key, fallback, text -> Integer.parseInt(text.strip()), "a whole number");
  }

  /** A whole number that may be beyond two billion. */
  public long largeNumber(String key, long fallback) {
    return read(key, fallback, text -> Long.parseLong(text.strip()), "a whole number");
  }

  /** True or false. */
  public boolean flag(String key, boolean fallback) {
    return read(key, fallback, Settings::truth, "true or false");
  }

  /** Words divided by commas. */
  public List<String> words(String key, List<String> fallback) {
    return read(
        key,
        fallback,
        text ->
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList(),
        "words divided by commas");
  }

  /** A duration: ISO-8601, or a number with ms, s, m, h or d, such as {@code 250ms}. */
  public Duration duration(String key, Duration fallback) {
    return read(key, fallback, Durations::parse, "a duration such as 250ms, 5s, 10m or PT1H");
  }

  /** A URI. */
  public URI uri(String key, URI fallback) {
    return read(key, fallback, text -> URI.create(text.strip()), "a URI");
  }

  /** A path. */
  public Path path(String key, Path fallback) {
    return read(key, fallback, text -> Path.of(text.strip()), "a path");
  }

  /** A secret, which no message or log will show; {@code null} if it is not set. */
  public Secret secret(String key) {
    String value = text(key, null);
    return value == null ? null : new Secret(value);
  }

  /** All keys that begin with {@code prefix.}, without it; for settings of somebody else's. */
  public Map<String, String> section(String prefix) {
    sections.add(prefix + ".");
    Map<String, String> section = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix + ".")) {
            section.put(key.substring(prefix.length() + 1), value);
          }
        });
    return section;
  }

  /**
   * Fails if something is set that nobody read.
   *
   * @throws SettingException naming the key and the nearest known one
   */
  public void refuseUnknown() {
    for (String key : values.keySet()) {
      if (!known.contains(key) && sections.stream().noneMatch(key::startsWith)) {
        String nearest =
            known.stream()
                .min(Comparator.comparingInt(name -> EditDistance.between(name, key)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        throw new SettingException("unknown setting " + key + nearest);
      }
    }
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private <T> T read(String key, T fallback, Function<String, T> parse, String expected) {
    known.add(key);
    String value = values.get(key);
    if (value == null) {
      return fallback;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new SettingException(key + " must be " + expected, e);
    }
  }
}
