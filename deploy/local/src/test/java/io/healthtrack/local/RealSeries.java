package io.healthtrack.local;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.formats.FormatException;
import io.healthtrack.gateway.formats.Formats;
import io.healthtrack.gateway.formats.ParseOptions;
import io.healthtrack.gateway.formats.ParsedRow;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.schemas.identity.SubjectIdentity;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The readings of a real file of one person, read by the gateway's parsers and brought into order.
 * The files hold the wearer's wall clock without a zone, so that clock is taken for UTC.
 */
final class RealSeries {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  private RealSeries() {}

  /** Measurements of one metric, each in its canonical unit. */
  static List<Reading> read(String name, String format, String metric) throws IOException {
    Path file = RealFiles.path(name);
    Metric wanted = CATALOGUE.byCode(metric).orElseThrow();
    List<Reading> readings = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Formats.named(format)
          .orElseThrow()
          .parse(
              in,
              ParseOptions.DEFAULT.in(ZoneOffset.UTC),
              row -> {
                if (row instanceof ParsedRow.Accepted accepted) {
                  accepted.readings().stream()
                      .filter(draft -> draft.metric().equals(metric) && draft.statistic() == null)
                      .forEach(draft -> readings.add(reading(name, draft, wanted)));
                }
              });
    } catch (FormatException e) {
      throw new IOException(e);
    }
    readings.sort(Comparator.comparing(Reading::getMeasuredAt));
    return readings;
  }

  private static Reading reading(String name, ReadingDraft draft, Metric metric) {
    Reading reading = new Reading();
    reading.setTenant("default");
    reading.setUserId(SubjectIdentity.user("default", "file", name));
    reading.setDeviceId(SubjectIdentity.device("default", "file", name));
    reading.setReadingId(reading.getUserId());
    reading.setMetric(metric.code());
    reading.setValue(metric.toCanonical(draft.value(), draft.unit()).orElseThrow());
    reading.setUnit(metric.unit());
    reading.setComparator(draft.comparator());
    reading.setMeasuredAt(draft.measuredAt());
    reading.setReceivedAt(draft.measuredAt());
    reading.setModality("sensed");
    reading.setStatus("final");
    reading.setProof("fresh");
    return reading;
  }
}
