package io.healthtrack.local.backtesting;

import io.healthtrack.avro.RuleVersion;
import io.healthtrack.local.door.RuleDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a rule asks for, in the words of its fields. */
final class RuleWords {
  private static final Set<String> SHOWN_ELSEWHERE = Set.of("name", "metric");

  private RuleWords() {}

  /** Each field that a side states: its name, in force, proposed. What is equal is said once. */
  static List<List<String>> differing(RuleVersion inForce, RuleVersion proposed) {
    Map<String, Object> before = inForce == null ? Map.of() : RuleDocument.write(inForce);
    Map<String, Object> after = proposed == null ? Map.of() : RuleDocument.write(proposed);
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeAll(SHOWN_ELSEWHERE);
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      String was = inForce == null ? "" : text(before.get(name));
      String is = proposed == null ? "" : text(after.get(name));
      rows.add(List.of(name, was, Objects.equals(was, is) ? "same" : is));
    }
    return rows;
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "-";
      case Double number -> number == Math.rint(number) ? "%.0f".formatted(number) : "" + number;
      default -> value.toString();
    };
  }
}
