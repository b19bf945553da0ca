package io.healthtrack.processors;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A topology that a process may run, alone or with others. */
public enum Part {
  /** Decides on registry commands. */
  REGISTRY,
  /** Judges readings. */
  VALIDATION,
  /** Adds readings up over minutes and hours. */
  WINDOWS,
  /** Raises alerts. */
  THRESHOLDS,
  /** Keeps the newest readings and answers for them. */
  VITALS;

  /** Its name on the command line. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list such as {@code validation,thresholds}.
   *
   * @throws IllegalArgumentException naming the unknown one
   */
  public static Set<Part> parse(String list) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String code : list.split(",")) {
      parts.add(
          Arrays.stream(values())
              .filter(part -> part.code().equals(code.strip()))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(unknown(code))));
    }
    return parts;
  }

  private static String unknown(String code) {
    return "processors.run: unknown topology '%s'; there are %s"
        .formatted(
            code.strip(),
            Arrays.stream(values()).map(Part::code).collect(Collectors.joining(", ")));
  }
}
