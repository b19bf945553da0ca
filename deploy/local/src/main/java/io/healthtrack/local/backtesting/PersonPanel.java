package io.healthtrack.local.backtesting;

import io.healthtrack.avro.Reading;
import io.healthtrack.local.plots.Band;
import io.healthtrack.local.plots.Strip;
import io.healthtrack.local.plots.Trace;
import io.healthtrack.local.plots.TracePanel;
import io.healthtrack.local.plots.Urgency;
import io.healthtrack.processors.backtest.Backtest;
import io.healthtrack.processors.backtest.Episode;
import io.healthtrack.schemas.metrics.Metric;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One person's readings once more, to be drawn with the episodes of both sides. */
final class PersonPanel {
  private static final double HEIGHT = 130;

  private final Grounds grounds;
  private final UUID user;
  private final RuleSet inForce;
  private final RuleSet proposed;
  private final Map<String, Trace> traces = new HashMap<>();
  private final List<Episode> before = new ArrayList<>();
  private final List<Episode> after = new ArrayList<>();

  PersonPanel(Grounds grounds, UUID user, RuleSet inForce, RuleSet proposed) {
    this.grounds = grounds;
    this.user = user;
    this.inForce = inForce;
    this.proposed = proposed;
  }

  /** The metric with the most episodes; empty if there are none any more. */
  Optional<TracePanel> draw(StoredReadings stored) {
    Backtest left = backtest(inForce, before);
    Backtest right = backtest(proposed, after);
    grounds.cohorts().of(user).ifPresent(left::know);
    grounds.cohorts().of(user).ifPresent(right::know);
    List<String> metrics =
        Stream.concat(inForce.metrics().stream(), proposed.metrics().stream()).distinct().toList();
    stored.of(
        List.of(user),
        metrics,
        reading -> {
          trace(reading).add(reading.getMeasuredAt(), reading.getValue());
          left.take(reading);
          right.take(reading);
        });
    left.finish();
    right.finish();
    return Stream.concat(before.stream(), after.stream())
        .collect(Collectors.groupingBy(Episode::metric, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(most -> panel(grounds.catalogue().byCode(most.getKey()).orElseThrow()));
  }

  private TracePanel panel(Metric metric) {
    Trace trace = traces.get(metric.code());
    Instant begin = trace.begin();
    Instant end = trace.end();
    return new TracePanel(
        "%s of %s, %s to %s".formatted(metric.display(), user, day(begin), day(end)),
        metric.unit(),
        ZoneOffset.UTC,
        begin,
        end.isAfter(begin) ? end : begin.plusSeconds(1),
        trace,
        RuleLines.of(inForce, proposed, metric.code(), user),
        List.of(strip("in force", before, metric), strip("proposed", after, metric)),
        HEIGHT,
        false);
  }

  private static Strip strip(String name, List<Episode> episodes, Metric metric) {
    return new Strip(
        name,
        episodes.stream()
            .filter(episode -> episode.metric().equals(metric.code()))
            // The most urgent is drawn last, over the others.
            .sorted(Comparator.comparing(Episode::severity))
            .map(
                episode ->
                    new Band(
                        episode.openedAt(),
                        episode.until(),
                        switch (episode.severity()) {
                          case CRITICAL -> Urgency.CRITICAL;
                          case WARNING -> Urgency.WARNING;
                          case INFO -> Urgency.INFO;
                        }))
            .toList());
  }

  private Trace trace(Reading reading) {
    return traces.computeIfAbsent(
        reading.getMetric(),
        code -> new Trace(grounds.catalogue().byCode(code).orElseThrow().maxGap()));
  }

  private Backtest backtest(RuleSet rules, List<Episode> episodes) {
    return new Backtest(
        grounds.catalogue(), grounds.settings(), rules.always(grounds.tenant()), episodes::add);
  }

  private static LocalDate day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
