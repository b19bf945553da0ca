package io.healthtrack.local.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void writesWellFormedSvgWhateverNamesHold() throws Exception {
    String svg = picture("a <b> & \"c\"").svg();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertTrue(svg.contains("&lt;b&gt; &amp;"));
  }

  @Test
  void paintsTheSameAsABitmapOfTwiceAsManyPixels() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture("x").png()));
    assertNotNull(image);
    assertEquals(2_000, image.getWidth());
  }

  @Test
  void aTraceStaysSmallAndKeepsItsSpikes() {
    Random random = new Random(7);
    Trace trace = new Trace(Duration.ofMinutes(10));
    for (int second = 0; second < 2_000_000; second += 5) {
      double value = second == 777_000 ? 199 : second == 1_111_000 ? 31 : 60 + random.nextInt(30);
      trace.add(BEGIN.plusSeconds(second), value);
    }
    assertTrue(trace.slots().size() <= 2_400);
    assertEquals(199, trace.high());
    assertEquals(31, trace.low());
    assertEquals(BEGIN, trace.begin());
    assertEquals(BEGIN.plusSeconds(1_999_995), trace.end());
  }

  @Test
  void aGapInterruptsTheLine() {
    Trace trace = new Trace(Duration.ofMinutes(10));
    for (int minute : new int[] {0, 5, 10, 30, 35}) {
      trace.add(BEGIN.plusSeconds(60L * minute), 70);
    }
    assertEquals(
        List.of(false, false, false, true, false),
        trace.slots().stream().map(Trace.Slot::interrupted).toList());
  }

  @Test
  void timesAreNeitherTooManyNorTooFew() {
    for (long minutes = 3; minutes < 60L * 24 * 365 * 12; minutes = minutes * 5 / 4 + 1) {
      Instant end = BEGIN.plus(Duration.ofMinutes(minutes));
      TimeAxis axis = new TimeAxis(BEGIN, end, ZoneOffset.UTC, 0, 760);
      int ticks = axis.ticks().size();
      assertTrue(ticks >= 2 && ticks <= 16, minutes + " minutes have " + ticks + " ticks");
    }
  }

  @Test
  void anHourThatComesTwiceIsNoTrouble() {
    Instant begin = Instant.parse("2026-10-24T12:00:00Z");
    TimeAxis axis =
        new TimeAxis(begin, begin.plus(Duration.ofDays(2)), ZoneId.of("Europe/Berlin"), 0, 760);
    List<Instant> times = axis.ticks().stream().map(TimeAxis.Tick::at).toList();
    assertEquals(times.stream().sorted().distinct().toList(), times);
  }

  @Test
  void valuesHaveRoundNumbersBesideThem() {
    assertEquals(
        List.of(0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0),
        ValueAxis.over(39.6, 252, 0, 100).ticks());
    ValueAxis degrees = ValueAxis.over(36.1, 39.4, 0, 100);
    assertTrue(degrees.ticks().size() >= 4 && degrees.ticks().size() <= 8);
    assertEquals("36.5", ValueAxis.label(36.5));
    assertTrue(ValueAxis.over(70, 70, 0, 100).ticks().size() >= 2, "a flat line has an axis too");
  }

  private static Picture picture(String name) {
    Trace trace = new Trace(Duration.ofMinutes(10));
    List<Band> bands = new ArrayList<>();
    for (int minute = 0; minute < 600; minute++) {
      trace.add(BEGIN.plusSeconds(60L * minute), 80 + 40 * Math.sin(minute / 60.0));
    }
    for (Urgency urgency : Urgency.values()) {
      Instant from = BEGIN.plusSeconds(7_200L * bands.size());
      bands.add(new Band(from, from.plusSeconds(1_800), urgency));
    }
    return new Picture(
        name,
        name,
        List.of(
            new Legend(true),
            new TracePanel(
                name,
                "/min",
                ZoneOffset.UTC,
                BEGIN,
                BEGIN.plusSeconds(36_000),
                trace,
                List.of(new LimitLine(110, "in force > 110", true), new LimitLine(112, "x", false)),
                List.of(new Strip("in force", bands), new Strip("proposed", List.of())),
                120,
                true),
            new BarChart(
                "Pages by rule",
                "pages per person and day",
                List.of(new BarChart.Bar(name, 1.5, 0.25), new BarChart.Bar("Dropped", 0.1, null))),
            new Notes(List.of("A note.", name))));
  }
}
