package io.healthtrack.schemas.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All metrics, from one file that is validated when it is loaded. Immutable. */
public final class MetricCatalogue {

  private static final String FILE = "catalogue.json";

  private final List<Metric> metrics;
  private final Map<String, Metric> byCode = new HashMap<>();
  private final Map<Short, Metric> byId = new HashMap<>();
  private final Map<String, Metric> byLoinc = new HashMap<>();

  /**
   * A catalogue of these metrics.
   *
   * @throws IllegalArgumentException naming the metric and the field, where two metrics share a
   *     code, an id or a LOINC number
   */
  public MetricCatalogue(List<Metric> metrics) {
    this.metrics = List.copyOf(metrics);
    for (Metric metric : metrics) {
      claim(byCode, metric.code(), metric, "code");
      claim(byId, metric.id(), metric, "id");
      for (Loinc loinc : metric.loinc()) {
        claim(byLoinc, loinc.code(), metric, "loinc");
      }
    }
  }

  private static <K> void claim(Map<K, Metric> index, K key, Metric metric, String field) {
    Metric other = index.putIfAbsent(key, metric);
    MetricChecks.require(
        other == null,
        metric.code(),
        field,
        key + " belongs to " + (other == null ? "" : other.code()) + " already");
  }

  /** The catalogue this build ships; read once. */
  public static MetricCatalogue load() {
    return Shipped.CATALOGUE;
  }

  /** Reads a catalogue in the format of the shipped one. */
  static MetricCatalogue read(InputStream json) throws IOException {
    return new MetricCatalogue(new CatalogueReader().read(json));
  }

  /** The metric of this code, such as heart-rate. */
  public Optional<Metric> byCode(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /** The metric of this small number. */
  public Optional<Metric> byId(short id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The metric that a LOINC number stands for. */
  public Optional<Metric> byLoinc(String loinc) {
    return Optional.ofNullable(byLoinc.get(loinc));
  }

  /** All metrics in the order of the file. */
  public List<Metric> all() {
    return metrics;
  }

  private static final class Shipped {
    private static final MetricCatalogue CATALOGUE = readShipped();

    private static MetricCatalogue readShipped() {
      try (InputStream json = MetricCatalogue.class.getResourceAsStream(FILE)) {
        if (json == null) {
          throw new IllegalStateException(FILE + " is missing from the class path");
        }
        return read(json);
      } catch (IOException e) {
        throw new UncheckedIOException(FILE + " cannot be read", e);
      }
    }
  }
}
