package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Totals of days and hours. */
class FitbitTotalsTest {

  private static Parsed daily(String text) throws FormatException, IOException {
    return Parsed.of("fitbit-daily", text);
  }

  private static Parsed hourly(String text) throws FormatException, IOException {
    return Parsed.of("fitbit-hourly", text);
  }

  @Test
  void readsEveryTotalOfADay() throws FormatException, IOException {
    Parsed parsed =
        daily(
            """
            Id,ActivityDate,TotalSteps,TotalDistance,VeryActiveMinutes,FairlyActiveMinutes,\
            LightlyActiveMinutes,SedentaryMinutes,Calories
            8877689391,4/12/2016,8163,5.31,1,2,146,1291,1432
            """);
    assertEquals(
        List.of(
            "steps 8163.0 {steps}",
            "distance 5.31 km",
            "energy 1432.0 kcal",
            "sedentary-minutes 1291.0 min",
            "light-activity-minutes 146.0 min",
            "moderate-activity-minutes 2.0 min",
            "vigorous-activity-minutes 1.0 min"),
        parsed.readings().stream()
            .map(r -> r.metric() + " " + r.value() + " " + r.unit())
            .toList());
    ReadingDraft steps = parsed.readings().get(0);
    assertEquals(Instant.parse("2016-04-12T04:00:00Z"), steps.measuredAt());
    assertEquals(Duration.ofDays(1), Duration.between(steps.measuredAt(), steps.endAt()));
    assertEquals("sum", steps.statistic());
    assertEquals(1440, steps.sequence());
    assertEquals("8877689391", steps.personId());
  }

  @Test
  void saysTheSameWhicheverFileStatesATotal() throws FormatException, IOException {
    assertEquals(
        daily("Id,ActivityDay,StepTotal\n1,4/12/2016,8163\n").only(),
        daily("Id,ActivityDate,TotalSteps\n1,4/12/2016,8163\n").only());
  }

  @Test
  void tellsTheDayFromItsFirstHour() throws FormatException, IOException {
    ReadingDraft day = daily("Id,ActivityDay,StepTotal\n1,4/12/2016,0\n").only();
    ReadingDraft hour = hourly("Id,ActivityHour,StepTotal\n1,4/12/2016 12:00:00 AM,0\n").only();
    assertEquals(day.measuredAt(), hour.measuredAt());
    assertTrue(day.sequence() != hour.sequence(), "two readings of one time and value");
    assertEquals(hour.measuredAt().plusSeconds(3600), hour.endAt());
    assertEquals("sum", hour.statistic());
  }

  @Test
  void letsADayBeAsLongAsItWas() throws FormatException, IOException {
    ReadingDraft day = daily("Id,ActivityDay,Calories\n1,3/13/2016,1432\n").only();
    assertEquals(Duration.ofHours(23), Duration.between(day.measuredAt(), day.endAt()));
    assertEquals(
        "nonexistent-local-time ActivityHour",
        hourly("Id,ActivityHour,Calories\n1,3/13/2016 2:00:00 AM,55\n").rejection());
  }

  @Test
  void rejectsSingleTotals() throws FormatException, IOException {
    Parsed parsed =
        daily("Id,ActivityDate,TotalSteps,Calories,SedentaryMinutes\n1,4/12/2016,many,,4\n");
    assertEquals(Map.of("not-a-number", 1L, "missing-field", 1L), parsed.account().rejected());
    assertEquals("sedentary-minutes", parsed.only().metric());
    assertEquals(
        "bad-time ActivityDay",
        daily("Id,ActivityDay,StepTotal\n1,4/12/2016 3:00,1\n").rejection());
    assertEquals(
        "bad-time ActivityHour",
        hourly("Id,ActivityHour,StepTotal\n1,4/12/2016 3:30,1\n").rejection());
  }

  @Test
  void refusesFilesOfIntensities() {
    assertThrows(
        WrongHeaderException.class,
        () -> hourly("Id,ActivityHour,TotalIntensity,AverageIntensity\n1,4/12/2016,4,0.06\n"));
  }
}
