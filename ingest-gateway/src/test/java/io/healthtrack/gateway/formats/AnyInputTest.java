package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** No input makes a parser throw anything but its typed exceptions, and no row goes missing. */
class AnyInputTest {

  private static final String HEART = "Id,Time,Value\n1,1/1/2016 1:00:00 AM,60\n2,1/2/2016,61\n";
  private static final Map<String, String> SEEDS =
      Map.of(
          "fitbit-heart-rate",
          HEART,
          "fitbit-sleep-day",
          "Id,SleepDay,A,TotalMinutesAsleep,TotalTimeInBed\n1,1/2/2016,1,4,5\n",
          "fitbit-weight",
          "Id,Date,WeightKg,Fat,BMI,IsManualReport\n1,1/2/2016 8:00,70,,20,TRUE\n",
          "dexcom-clarity",
          "I,Timestamp (x),Event Type,Glucose Value (mg/dL)\n1,2020-01-01 00:00:00,EGV,Low\n",
          "libreview",
          """
              x
              Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL
              13-01-2020 10:00,0,90,
              13-01-2020 10:00,1,,"HI"
              """,
          "csv",
          """
              metric,value,unit,measured_at,end_at,sequence
              steps,1,1,2026-01-01T00:00:00.5+01:00,2026-01-02T00:00Z,4
              """);
  private static final String JSON =
      """
      {"a":[{}],"readings":[{"id":"x","device":"d","metric":"m","value":-1.5e3,"unit":"u",\
      "measured_at":"2026-01-01T00:00:00Z","sequence":1,"q":{"r":[null,true]}},{"user":"\\u00e9"}]}""";
  private static final String SPICE =
      "\",\n\r;:/-.+eEZT0123456789 {}[]\\\u0000\uFEFF\u00FF\uD83D\uDE00";

  /** A few random edits: most keep the file readable for a while. */
  private static byte[] spoil(String seed, Random random) {
    var text = new StringBuilder(seed);
    for (int edits = random.nextInt(6); edits > 0 && text.length() > 2; edits--) {
      int at = random.nextInt(text.length());
      char spice = SPICE.charAt(random.nextInt(SPICE.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, spice);
        case 1 -> text.setCharAt(at, spice);
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
        default -> text.setLength(at + 1);
      }
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void filesEndInATypedWay(@ForAll long seed) throws IOException {
    var random = new Random(seed);
    for (Map.Entry<String, String> format : SEEDS.entrySet()) {
      var account = new FileAccount();
      var lastRow = new long[1];
      try {
        Formats.named(format.getKey())
            .orElseThrow()
            .parse(
                new ByteArrayInputStream(spoil(format.getValue(), random)),
                Parsed.NEW_YORK,
                row -> {
                  if (row.row() < lastRow[0] || row.row() > lastRow[0] + 1) {
                    throw new AssertionError("row " + lastRow[0] + " then " + row.row());
                  }
                  lastRow[0] = row.row();
                  account.accept(row);
                });
        if (account.rows() != lastRow[0]) {
          throw new AssertionError("rows " + account.rows() + " of " + lastRow[0]);
        }
      } catch (FormatException expected) {
        // What it may do.
      }
    }
  }

  @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
  void bodiesEndInATypedWay(@ForAll long seed) {
    try {
      NativeJson.parse(spoil(JSON, new Random(seed)), NativeJson.Limits.DEFAULT, (i, r) -> {});
    } catch (FormatException expected) {
      // What it may do.
    }
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void anyBytesEndInATypedWay(@ForAll byte[] bytes) throws IOException {
    for (String name : Formats.names()) {
      try {
        Formats.named(name)
            .orElseThrow()
            .parse(new ByteArrayInputStream(bytes), Parsed.NEW_YORK, row -> {});
      } catch (FormatException expected) {
        // What it may do.
      }
    }
    try {
      NativeJson.parse(bytes, NativeJson.Limits.DEFAULT, (i, r) -> {});
    } catch (FormatException expected) {
      // What it may do.
    }
  }

  @Property(tries = 5_000)
  void decimalsAgreeWithTheJdk(@ForAll double number, @ForAll long whole) {
    check(number);
    check(whole / 1000.0);
  }

  @Property(tries = 5_000)
  void timesAgreeWithTheJdk(
      @ForAll @LongRange(min = -62_000_000_000_000_000L, max = 253_000_000_000_000_000L)
          long micros,
      @ForAll @IntRange(min = -1080, max = 1080) int offset) {
    OffsetDateTime time =
        Instant.EPOCH
            .plus(micros, ChronoUnit.MICROS)
            .atOffset(ZoneOffset.ofTotalSeconds(offset * 60));
    var ours = new IsoTime();
    if (!ours.parse(time.toString()) || !ours.instant().equals(time.toInstant())) {
      throw new AssertionError("not read back exactly: " + time);
    }
  }

  private static void check(double number) {
    if (Double.compare(Decimal.parse(Double.toString(number)), number) != 0) {
      throw new AssertionError("not read back exactly");
    }
  }
}
