package io.healthtrack.schemas.metrics;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold for every metric; each message names the metric and the field. */
final class MetricChecks {

  private MetricChecks() {}

  static void check(
      String code,
      short id,
      String display,
      String unit,
      List<AcceptedUnit> accepted,
      double low,
      double high,
      Duration maxGap,
      List<Double> bins) {
    require(
        code.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"),
        code,
        "code",
        "must be lower-case words joined by hyphens");
    require(id > 0, code, "id", "must be positive");
    require(!display.isBlank(), code, "display", "is blank");
    require(!unit.isBlank(), code, "unit", "is blank");
    require(Double.isFinite(low), code, "low", "must be finite");
    require(Double.isFinite(high), code, "high", "must be finite");
    require(low < high, code, "low", "must be below high");
    require(maxGap.isPositive(), code, "max_gap", "must be positive");
    checkUnits(code, unit, accepted);
    checkBins(code, low, high, bins);
  }

  private static void checkUnits(String code, String unit, List<AcceptedUnit> accepted) {
    Set<String> seen = new HashSet<>(Set.of(unit));
    for (AcceptedUnit candidate : accepted) {
      require(seen.add(candidate.code()), code, "accepted", "names " + candidate.code() + " twice");
    }
  }

  private static void checkBins(String code, double low, double high, List<Double> bins) {
    require(bins.size() >= 2, code, "bins", "need at least two edges");
    require(bins.stream().allMatch(Double::isFinite), code, "bins", "must be finite");
    for (int i = 1; i < bins.size(); i++) {
      require(bins.get(i - 1) < bins.get(i), code, "bins", "must ascend, edge " + i + " does not");
    }
    require(
        bins.getFirst() < high && bins.getLast() > low,
        code,
        "bins",
        "must overlap the plausible range");
  }

  static void checkAges(String code, double low, double high, List<AgeBand> ages) {
    for (int i = 0; i < ages.size(); i++) {
      AgeBand band = ages.get(i);
      require(
          band.low() >= low && band.high() <= high,
          code,
          "ages",
          "must lie within the plausible range of everybody");
      require(
          i == 0 || ages.get(i - 1).until() <= band.from(),
          code,
          "ages",
          "must ascend and not overlap");
    }
  }

  static void checkCategories(
      String code, MetricKind kind, double low, double high, Map<Integer, String> categories) {
    boolean categorical = kind == MetricKind.CATEGORICAL;
    require(
        categorical != categories.isEmpty(),
        code,
        "categories",
        "belong to categorical metrics, and only to them");
    require(
        categories.keySet().stream().allMatch(key -> key >= low && key <= high),
        code,
        "categories",
        "must lie between low and high");
  }

  static void require(boolean holds, String code, String field, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("metric " + code + ", " + field + ": " + problem);
    }
  }
}
