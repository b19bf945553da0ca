package io.healthtrack.schemas.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing that can be measured.
 *
 * @param code its name in requests, topics and SQL, such as heart-rate; never changes
 * @param id its small number in tables; never changes and is never given to another metric
 * @param display its name for people
 * @param kind how values relate to time
 * @param unit the canonical UCUM unit, in which values are checked and stored
 * @param accepted the other units it may be sent in
 * @param loinc the LOINC terms that stand for it; the first is the one to emit
 * @param low the lowest plausible value, in the canonical unit
 * @param high the highest plausible value, in the canonical unit
 * @param maxGap the longest silence after which a series still counts as unbroken
 * @param bins ascending edges of the histogram's bins; values outside fall into the outer bins
 * @param ages narrower plausible ranges for some ages, which do not overlap; mostly none
 * @param categories the names of the values of a categorical metric, empty for the others
 */
public record Metric(
    String code,
    short id,
    String display,
    MetricKind kind,
    String unit,
    List<AcceptedUnit> accepted,
    List<Loinc> loinc,
    double low,
    double high,
    Duration maxGap,
    List<Double> bins,
    List<AgeBand> ages,
    Map<Integer, String> categories) {

  /** Conversion leaves six decimals: finer than any sensor, coarser than a double's noise. */
  private static final double DECIMALS = 1e6;

  /** Checks what one metric alone can get wrong. */
  public Metric {
    accepted = List.copyOf(accepted);
    loinc = List.copyOf(loinc);
    bins = List.copyOf(bins);
    ages = List.copyOf(ages);
    categories = Map.copyOf(categories);
    MetricChecks.check(code, id, display, unit, accepted, low, high, maxGap, bins);
    MetricChecks.checkAges(code, low, high, ages);
    MetricChecks.checkCategories(code, kind, low, high, categories);
  }

  /**
   * A value in the canonical unit; empty if the metric is not accepted in that unit. A converted
   * value is rounded to six decimals, so that 5.5 mmol/L does not become 99.08580000000001 mg/dL; a
   * value in the canonical unit is returned as it is.
   */
  public OptionalDouble toCanonical(double value, String sentUnit) {
    if (unit.equals(sentUnit)) {
      return OptionalDouble.of(value);
    }
    for (AcceptedUnit candidate : accepted) {
      if (candidate.code().equals(sentUnit)) {
        return OptionalDouble.of(convert(value, candidate));
      }
    }
    return OptionalDouble.empty();
  }

  private static double convert(double value, AcceptedUnit from) {
    if (from.factor() == 1 && from.offset() == 0) {
      return value;
    }
    double converted = value * from.factor() + from.offset();
    double scaled = converted * DECIMALS;
    return Double.isFinite(scaled) ? Math.rint(scaled) / DECIMALS : converted;
  }

  /** Whether readings may come in this unit. */
  public boolean accepts(String sentUnit) {
    return unit.equals(sentUnit)
        || accepted.stream().anyMatch(candidate -> candidate.code().equals(sentUnit));
  }

  /** Whether a canonical value can come from a living person and a working sensor. */
  public boolean plausible(double canonical) {
    return canonical >= low && canonical <= high;
  }

  /**
   * The band that refuses a value, of somebody whose age lies between two; empty if the value is
   * plausible at one of these ages, which it is where no band is.
   */
  public Optional<AgeBand> implausibleAt(double canonical, int youngest, int oldest) {
    AgeBand refusing = null;
    for (int age = youngest; age <= oldest; age++) {
      AgeBand band = null;
      for (AgeBand candidate : ages) {
        band = candidate.covers(age) ? candidate : band;
      }
      if (band == null || band.plausible(canonical)) {
        return Optional.empty();
      }
      refusing = band;
    }
    return Optional.ofNullable(refusing);
  }

  /** The LOINC term to write where the metric leaves the system as a health record. */
  public Optional<Loinc> emitted() {
    return loinc.stream().findFirst();
  }
}
