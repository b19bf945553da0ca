package io.healthtrack.local.demonstration;

import io.healthtrack.local.accounting.AuditReport;
import io.healthtrack.local.accounting.StageCount;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the demonstration's readings, counted after everything had arrived, in committed
 * topics and in the database.
 *
 * @param accepted records in readings.raw
 * @param duplicate readings found by validation or by the table's key to be there already
 * @param quarantined records in readings.quarantined
 * @param stored rows in the table
 * @param moved rows that were stored and have left the table since, such as those of erased people
 * @param alerts episodes
 * @param drained whether every stage has taken what the one before it passed on
 * @param reasons quarantined readings by reason
 */
public record DemoReport(
    long accepted,
    long duplicate,
    long quarantined,
    long stored,
    long moved,
    long alerts,
    boolean drained,
    Map<String, Long> reasons) {

  /** Copies and sorts the reasons. */
  public DemoReport {
    reasons = new TreeMap<>(reasons);
  }

  static DemoReport of(
      AuditReport audit, long quarantined, long alerts, Map<String, Long> reasons) {
    StageCount sink = audit.stage("sink");
    return new DemoReport(
        audit.stage("gateway").out(),
        audit.stage("validation").duplicate() + sink.duplicate(),
        quarantined,
        audit.stage("table").out(),
        audit.left(),
        alerts,
        audit.conserved(),
        reasons);
  }

  /** Whether nothing vanished and nothing was invented. */
  public boolean conserved() {
    return accepted == stored + moved + duplicate + quarantined;
  }

  /** For JSON. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("accepted", accepted);
    document.put("duplicate", duplicate);
    document.put("quarantined", quarantined);
    document.put("stored", stored);
    document.put("moved", moved);
    document.put("alerts", alerts);
    document.put("conserved", conserved());
    document.put("drained", drained);
    document.put("quarantined_by_reason", reasons);
    return document;
  }
}
