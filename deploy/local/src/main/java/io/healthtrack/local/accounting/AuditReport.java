package io.healthtrack.local.accounting;

import io.healthtrack.local.accounting.SinkBooks.Lane;
import io.healthtrack.local.accounting.SinkBooks.Movements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of every reading.
 *
 * @param stages each stage's counts, in the order in which readings travel
 * @param broken the laws that do not hold at this moment, in words; empty when all readings are
 *     accounted for
 * @param moved rows of the table by what became of them otherwise than through the sink's lane
 */
public record AuditReport(List<StageCount> stages, List<String> broken, Map<String, Long> moved) {

  /** Copies the collections. */
  public AuditReport {
    stages = List.copyOf(stages);
    broken = List.copyOf(broken);
    moved = Collections.unmodifiableMap(new LinkedHashMap<>(moved));
  }

  static AuditReport of(
      long raw,
      StageCount validation,
      StageCount thresholds,
      Lane lane,
      Movements movements,
      long rows) {
    StageCount gateway = new StageCount("gateway", raw, raw, 0, 0);
    StageCount sink =
        new StageCount(
            "sink",
            lane.in(),
            lane.inserted() + lane.corrected(),
            lane.alreadyStored(),
            lane.quarantined());
    long left = movements.left(lane.inserted());
    StageCount table = new StageCount("table", left, rows, 0, 0);
    List<String> broken = new ArrayList<>();
    require(broken, "validation has taken what the gateway accepted", validation.in(), raw);
    balance(broken, validation);
    require(broken, "thresholds have seen what is valid", thresholds.in(), validation.out());
    require(broken, "the sink has taken what is valid", sink.in(), validation.out());
    balance(broken, sink);
    require(
        broken,
        "the table holds what the sink inserted - archived - dropped - erased - merged - withdrawn"
            + " + restored",
        rows,
        left);
    return new AuditReport(
        List.of(gateway, validation, thresholds, sink, table), broken, movements.document());
  }

  /** Whether every reading is accounted for. */
  public boolean conserved() {
    return broken.isEmpty();
  }

  /** How many rows have left the table since they were stored, less those that came back. */
  public long left() {
    return moved.entrySet().stream()
        .mapToLong(each -> each.getKey().equals("restored") ? -each.getValue() : each.getValue())
        .sum();
  }

  /** The counts of a stage. */
  public StageCount stage(String name) {
    return stages.stream().filter(stage -> stage.stage().equals(name)).findFirst().orElseThrow();
  }

  /** For JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("stages", stages.stream().map(StageCount::document).toList());
    document.put("moved", moved);
    document.put("conserved", conserved());
    document.put("broken", broken);
    return document;
  }

  private static void balance(List<String> broken, StageCount stage) {
    require(
        broken,
        stage.stage() + ": in = out + duplicate + quarantined",
        stage.in(),
        stage.out() + stage.duplicate() + stage.quarantined());
  }

  private static void require(List<String> broken, String law, long left, long right) {
    if (left != right) {
      broken.add("%s: %,d against %,d".formatted(law, left, right));
    }
  }
}
