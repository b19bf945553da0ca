package io.healthtrack.gateway.formats;

import java.util.HashMap;
import java.util.Map;

/**
 * What a type of record of Apple Health is in the catalogue.
 *
 * @param code the metric
 * @param unit what {@code count} and {@code count/min} stand for, or the unit of categories
 * @param spans whether the value belongs to an interval rather than to a moment
 * @param paired whether it is one of the two pressures
 * @param categories numbers of the words that stand for a value; null where it is a number
 */
record AppleMetric(
    String code, String unit, boolean spans, boolean paired, Map<String, Integer> categories) {

  private static final String STAGE = "HKCategoryValueSleepAnalysis";

  private static final Map<String, String> UCUM =
      Map.ofEntries(
          Map.entry("%", "%"),
          Map.entry("count/s", "/s"),
          Map.entry("ms", "ms"),
          Map.entry("s", "s"),
          Map.entry("degC", "Cel"),
          Map.entry("degF", "[degF]"),
          Map.entry("K", "K"),
          Map.entry("mmHg", "mm[Hg]"),
          Map.entry("kPa", "kPa"),
          Map.entry("mg/dL", "mg/dL"),
          Map.entry("m", "m"),
          Map.entry("km", "km"),
          Map.entry("cm", "cm"),
          Map.entry("mi", "[mi_i]"),
          Map.entry("ft", "[ft_i]"),
          Map.entry("in", "[in_i]"),
          Map.entry("yd", "[yd_i]"),
          Map.entry("kcal", "kcal"),
          Map.entry("Cal", "kcal"),
          Map.entry("cal", "cal"),
          Map.entry("kJ", "kJ"),
          Map.entry("kg", "kg"),
          Map.entry("g", "g"),
          Map.entry("lb", "[lb_av]"),
          Map.entry("oz", "[oz_av]"),
          Map.entry("st", "[stone_av]"),
          Map.entry("mL/min\u00b7kg", "mL/kg/min"));

  /** Basal energy is no metric: it is a part of {@code energy}, and not what a person burned. */
  private static final Map<String, AppleMetric> QUANTITIES =
      Map.ofEntries(
          Map.entry("HeartRate", moment("heart-rate", "/min")),
          Map.entry("RestingHeartRate", moment("resting-heart-rate", "/min")),
          Map.entry("HeartRateVariabilitySDNN", moment("heart-rate-variability", null)),
          Map.entry("RespiratoryRate", moment("respiratory-rate", "/min")),
          Map.entry("OxygenSaturation", moment("oxygen-saturation", null)),
          Map.entry("BodyTemperature", moment("body-temperature", null)),
          Map.entry("BasalBodyTemperature", moment("body-temperature", null)),
          Map.entry("AppleSleepingWristTemperature", moment("skin-temperature", null)),
          Map.entry("BloodPressureSystolic", pressure("systolic-pressure")),
          Map.entry("BloodPressureDiastolic", pressure("diastolic-pressure")),
          Map.entry("BloodGlucose", moment("blood-glucose", null)),
          Map.entry("StepCount", span("steps", "{steps}")),
          Map.entry("DistanceWalkingRunning", span("distance", null)),
          Map.entry("FlightsClimbed", span("floors", "{floors}")),
          Map.entry("ActiveEnergyBurned", span("active-energy", null)),
          Map.entry("BodyMass", moment("weight", null)),
          Map.entry("Height", moment("height", null)),
          Map.entry("BodyMassIndex", moment("bmi", "kg/m2")),
          Map.entry("BodyFatPercentage", moment("body-fat", null)),
          Map.entry("VO2Max", moment("vo2max", null)));

  private static final Map<String, AppleMetric> ALL = new HashMap<>();

  static {
    QUANTITIES.forEach((name, metric) -> ALL.put("HKQuantityTypeIdentifier" + name, metric));
    ALL.put(
        "HKCategoryTypeIdentifierSleepAnalysis",
        new AppleMetric(
            "sleep-stage",
            "{stage}",
            true,
            false,
            Map.of(
                STAGE + "InBed", 1,
                STAGE + "Awake", 2,
                STAGE + "Asleep", 3,
                STAGE + "AsleepUnspecified", 3,
                STAGE + "AsleepCore", 4,
                STAGE + "AsleepDeep", 5,
                STAGE + "AsleepREM", 6)));
  }

  private static AppleMetric moment(String code, String count) {
    return new AppleMetric(code, count, false, false, null);
  }

  private static AppleMetric span(String code, String count) {
    return new AppleMetric(code, count, true, false, null);
  }

  private static AppleMetric pressure(String code) {
    return new AppleMetric(code, null, false, true, null);
  }

  /** The metric of a record's type, or null when the catalogue has none. */
  static AppleMetric of(String type) {
    return ALL.get(type);
  }

  /** The unit as the catalogue writes it, or null for one that is not known. */
  String ucum(String apple) {
    if (apple.equals("count") || apple.equals("count/min")) {
      return unit;
    }
    // Followed by the molar mass: mmol<180.15588000005408>/L.
    return apple.startsWith("mmol<") && apple.endsWith(">/L") ? "mmol/L" : UCUM.get(apple);
  }
}
