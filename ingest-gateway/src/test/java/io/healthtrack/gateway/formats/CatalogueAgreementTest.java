package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every metric and unit that a format gives exists in the catalogue. */
class CatalogueAgreementTest {

  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  private static List<ReadingDraft> oneOfEach() throws FormatException, IOException {
    String minutes =
        IntStream.range(0, 60).mapToObj("Steps%02d"::formatted).collect(Collectors.joining(","));
    String cells = "0,".repeat(59) + "0\n";
    List<ReadingDraft> all = new ArrayList<>();
    all.addAll(read("fitbit-heart-rate", "Id,Time,Value\n1,1/1/2016,60\n"));
    all.addAll(
        read("fitbit-minute-steps-wide", "Id,ActivityHour," + minutes + "\n1,1/1/2016," + cells));
    all.addAll(
        read(
            "fitbit-sleep-day", "Id,SleepDay,TotalMinutesAsleep,TotalTimeInBed\n1,1/1/2016,1,2\n"));
    all.addAll(
        read(
            "fitbit-weight",
            """
            Id,Date,WeightKg,WeightPounds,Fat,BMI
            1,1/1/2016,70,,20,22
            1,1/1/2016,,154,,
            """));
    all.addAll(
        read(
            "fitbit-daily",
            """
            Id,ActivityDate,TotalSteps,TotalDistance,VeryActiveMinutes,FairlyActiveMinutes,\
            LightlyActiveMinutes,SedentaryMinutes,Calories
            1,4/12/2016,8163,5.3,1,2,3,4,1432
            """));
    all.addAll(read("fitbit-hourly", "Id,ActivityHour,StepTotal,Calories\n1,4/12/2016,81,55\n"));
    all.addAll(
        read("shanghai-cgm", "Date,CGM (mg / dl),CBG (mg / dl)\n2020-12-30 13:54:00,138.6,140\n"));
    all.addAll(
        read(
            "cgmacros",
            """
            Timestamp,Libre GL,Dexcom GL,HR,Calories (Activity)
            2024-03-01 08:00:00,94.1,99.3,60,1.05
            """));
    all.addAll(
        read(
            "d1namo-glucose",
            """
            date,time,glucose,type,comments
            2014-10-01,10:00:00,7.0,cgm,
            2014-10-01,10:00:00,7.0,manual,
            """));
    for (String unit : List.of("mg/dL", "mmol/L")) {
      all.addAll(
          read(
              "dexcom-clarity",
              """
              Index,Timestamp,Event Type,Glucose Value (%s)
              1,2020-01-01 00:00:00,EGV,Low
              1,2020-01-01 00:00:00,EGV,High
              1,2020-01-01 00:00:00,Calibration,5
              """
                  .formatted(unit)));
      all.addAll(
          read(
              "libreview",
              """
              Device Timestamp,Record Type,Historic Glucose %1$s,Scan Glucose %1$s,Strip Glucose %1$s
              01-01-2020 00:00,0,LO,,
              01-01-2020 00:00,1,,HI,
              01-01-2020 00:00,2,,,LO
              """
                  .formatted(unit)));
    }
    return all;
  }

  private static List<ReadingDraft> read(String format, String text)
      throws FormatException, IOException {
    Parsed parsed = Parsed.of(format, text);
    assertEquals(Set.of(), parsed.account().rejected().keySet());
    return parsed.readings();
  }

  /** The gateway will know the reading's metric and unit. */
  static void check(ReadingDraft reading) {
    Metric metric = CATALOGUE.byCode(reading.metric()).orElseThrow();
    assertTrue(metric.accepts(reading.unit()), reading.metric() + " in " + reading.unit());
    if (reading.comparator() != null) {
      double limit = metric.toCanonical(reading.value(), reading.unit()).orElseThrow();
      assertTrue(metric.plausible(limit), reading.metric() + " at the end of its range");
    }
  }

  @Test
  void knowsEveryMetricAndUnitThatFormatsGive() throws FormatException, IOException {
    Set<String> seen = new TreeSet<>();
    for (ReadingDraft reading : oneOfEach()) {
      seen.add(reading.metric());
      check(reading);
    }
    assertEquals(
        Set.of(
            "heart-rate",
            "steps",
            "distance",
            "energy",
            "sedentary-minutes",
            "light-activity-minutes",
            "moderate-activity-minutes",
            "vigorous-activity-minutes",
            "sleep-duration",
            "time-in-bed",
            "weight",
            "bmi",
            "body-fat",
            "glucose",
            "blood-glucose"),
        seen);
  }
}
