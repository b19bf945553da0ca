package io.healthtrack.gateway.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitbitHeartRateTest {

  private static final String HEADER = "Id,Time,Value\n";

  private static Parsed parse(String rows) throws FormatException, IOException {
    return Parsed.of("fitbit-heart-rate", HEADER + rows);
  }

  @Test
  void readsARow() throws FormatException, IOException {
    ReadingDraft reading = parse("8877000001,7/4/2016 1:02:03 PM,71\n").only();
    assertEquals("heart-rate", reading.metric());
    assertEquals(71, reading.value());
    assertEquals("/min", reading.unit());
    assertEquals(Instant.parse("2016-07-04T17:02:03Z"), reading.measuredAt());
    assertEquals(-240, reading.offsetMinutes());
    assertEquals("8877000001", reading.personId());
    assertEquals("sensed", reading.modality());
    assertEquals("final", reading.status());
    assertEquals(0, reading.sequence());
    assertNull(reading.endAt());
    assertNull(reading.comparator());
  }

  @ParameterizedTest
  @CsvSource({
    "1/2/2016 12:00:00 AM, 2016-01-02T05:00:00Z",
    "1/2/2016 12:30:00 PM, 2016-01-02T17:30:00Z",
    "01/02/2016 9:05, 2016-01-02T14:05:00Z",
    "1/2/2016 23:59:58, 2016-01-03T04:59:58Z",
    "2/29/2016, 2016-02-29T05:00:00Z",
  })
  void readsEveryLayoutOfTime(String time, String instant) throws FormatException, IOException {
    assertEquals(Instant.parse(instant), parse("1," + time + ",60\n").only().measuredAt());
  }

  @ParameterizedTest
  @CsvSource({
    "'1,2/30/2016 1:00:00 AM,60', bad-time Time",
    "'1,13/1/2016 1:00:00 AM,60', bad-time Time",
    "'1,1/1/2016 13:00:00 PM,60', bad-time Time",
    "'1,1/1/2016 0:00:00 AM,60', bad-time Time",
    "'1,1/1/2016 24:00,60', bad-time Time",
    "'1,2016-01-01 10:00:00,60', bad-time Time",
    "'1,1/1/2016 1:00:00 AM ,x', not-a-number Value",
    "'1,,60', missing-field Time",
    "',1/1/2016 1:00,60', missing-field Id",
    "'8.87769E+09,1/1/2016 1:00,60', malformed Id",
    "'1,1/1/2016 1:00,NaN', not-a-number Value",
    "'1,1/1/2016 1:00,1e999', not-a-number Value",
    "'1,1/1/2016 1:00,0x10', not-a-number Value",
    "'1,1/1/2016 1:00,12f', not-a-number Value",
    "'1,1/1/2016 1:00,', missing-field Value",
    "'1,1/1/2016 1:00', missing-field Value",
    "'1,1/1/2016 1:00,60,7', malformed ",
    "'1,3/13/2016 2:30:00 AM,60', nonexistent-local-time Time",
  })
  void rejectsWhatIsWrong(String row, String expected) throws FormatException, IOException {
    assertEquals(expected == null ? "" : expected.strip(), parse(row + "\n").rejection().strip());
  }

  @Test
  void takesTheFirstOfTwoEqualLocalTimes() throws FormatException, IOException {
    Parsed parsed = parse("1,11/6/2016 1:30:00 AM,60\n1,11/6/2016 2:00:00 AM,60\n");
    assertEquals(Instant.parse("2016-11-06T05:30:00Z"), parsed.readings().get(0).measuredAt());
    assertEquals(-240, parsed.readings().get(0).offsetMinutes());
    assertEquals(Instant.parse("2016-11-06T07:00:00Z"), parsed.readings().get(1).measuredAt());
    assertEquals(-300, parsed.readings().get(1).offsetMinutes());
  }

  @Test
  void agreesWithTheCalendarInAnyOrderOfTimes() throws FormatException, IOException {
    var rows = new StringBuilder();
    var expected = new java.util.ArrayList<Instant>();
    var random = new java.util.Random(7);
    var zone = Parsed.NEW_YORK.zone().orElseThrow();
    for (int i = 0; i < 5_000; i++) {
      var local =
          java.time.LocalDateTime.of(1890, 1, 1, 0, 0)
              .plusMinutes(random.nextLong(200L * 366 * 24 * 60));
      if (zone.getRules().getValidOffsets(local).isEmpty()) {
        continue;
      }
      expected.add(local.atZone(zone).toInstant());
      rows.append(
          "1,%d/%d/%d %d:%02d,60\n"
              .formatted(
                  local.getMonthValue(),
                  local.getDayOfMonth(),
                  local.getYear(),
                  local.getHour(),
                  local.getMinute()));
    }
    assertEquals(
        expected,
        parse(rows.toString()).readings().stream().map(ReadingDraft::measuredAt).toList());
  }

  @Test
  void keepsTheGoodRowsBesideABadOne() throws FormatException, IOException {
    Parsed parsed = parse("1,1/1/2016 1:00,60\r\n\r\n1,soon,60\r\n,,\r\n1,1/1/2016 1:01,61");
    assertEquals(4, parsed.account().rows());
    assertEquals(2, parsed.readings().size());
    assertEquals(Map.of("bad-time", 1L), parsed.account().rejected());
    assertEquals(Map.of("empty-row", 1L), parsed.account().skipped());
  }

  @Test
  void leavesOutOtherPeopleWhenAskedForOne() throws FormatException, IOException {
    Parsed parsed =
        Parsed.of(
            "fitbit-heart-rate",
            HEADER + "1,1/1/2016 1:00,60\n2,1/1/2016 1:00,61\n1,1/1/2016 1:01,62\n",
            Parsed.NEW_YORK.only("2"));
    assertEquals(61, parsed.only().value());
    assertEquals(Map.of("other-person", 2L), parsed.account().skipped());
  }

  @Test
  void refusesAFileWithoutAZone() {
    var refusal =
        assertThrows(
            ZoneRequiredException.class,
            () ->
                Parsed.of(
                    "fitbit-heart-rate", HEADER + "1,1/1/2016 1:00,60\n", ParseOptions.DEFAULT));
    assertTrue(refusal.getMessage().contains("fitbit-heart-rate"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("--zone"), refusal.getMessage());
  }

  @Test
  void refusesAFileOfAnotherFormat() {
    assertThrows(
        WrongHeaderException.class, () -> Parsed.of("fitbit-heart-rate", "Id,Date,Fat\n1,2,3\n"));
    assertThrows(WrongHeaderException.class, () -> Parsed.of("fitbit-heart-rate", ""));
  }
}
