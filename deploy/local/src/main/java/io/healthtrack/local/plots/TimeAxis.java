package io.healthtrack.local.plots;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time from left to right. */
record TimeAxis(Instant from, Instant to, ZoneId zone, double left, double width) {
  private static final int MOST_TICKS = 9;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH);
  private static final List<Duration> CLOCK_STEPS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));
  private static final List<Integer> DAY_STEPS = List.of(1, 2, 7, 14, 28);

  record Tick(Instant at, String label, boolean strong) {}

  double x(Instant at) {
    double share =
        (double) Duration.between(from, at).toMillis()
            / Math.max(1, Duration.between(from, to).toMillis());
    return left + width * Math.clamp(share, 0, 1);
  }

  List<Tick> ticks() {
    Duration span = Duration.between(from, to);
    for (Duration step : CLOCK_STEPS) {
      if (span.dividedBy(step) < MOST_TICKS) {
        return clockTicks(step);
      }
    }
    for (int days : DAY_STEPS) {
      if (span.toDays() / days < MOST_TICKS + 5) {
        return dayTicks(days);
      }
    }
    return monthTicks(1 + (int) (span.toDays() / 30 / (MOST_TICKS + 1)));
  }

  /** Midnights say the day. */
  private List<Tick> clockTicks(Duration step) {
    List<Tick> ticks = new ArrayList<>();
    ZonedDateTime midnight = from.atZone(zone).truncatedTo(ChronoUnit.DAYS);
    for (ZonedDateTime at = midnight; !at.toInstant().isAfter(to); at = at.plus(step)) {
      boolean day = at.toLocalTime().toSecondOfDay() == 0;
      add(ticks, at, day ? DAY.format(at) : CLOCK.format(at), day);
    }
    return ticks;
  }

  private List<Tick> dayTicks(int step) {
    List<Tick> ticks = new ArrayList<>();
    ZonedDateTime first = from.atZone(zone).truncatedTo(ChronoUnit.DAYS);
    for (ZonedDateTime at = first; !at.toInstant().isAfter(to); at = at.plusDays(step)) {
      add(ticks, at, DAY.format(at), false);
    }
    return ticks;
  }

  private List<Tick> monthTicks(int step) {
    List<Tick> ticks = new ArrayList<>();
    ZonedDateTime first = from.atZone(zone).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    for (ZonedDateTime at = first; !at.toInstant().isAfter(to); at = at.plusMonths(step)) {
      add(ticks, at, MONTH.format(at), false);
    }
    return ticks;
  }

  private void add(List<Tick> ticks, ZonedDateTime at, String label, boolean strong) {
    if (!at.toInstant().isBefore(from)) {
      ticks.add(new Tick(at.toInstant(), label, strong));
    }
  }
}
