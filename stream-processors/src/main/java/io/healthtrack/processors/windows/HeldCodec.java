package io.healthtrack.processors.windows;

import io.healthtrack.processors.series.Codec;
import io.healthtrack.schemas.metrics.Metric;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.windows.WindowAggregate;
import io.healthtrack.schemas.windows.WindowReading;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Hours and minutes as stored; which of both it is, and of which metric, stands in the key. */
final class HeldCodec implements Codec<Held> {

  private final MetricCatalogue catalogue;
  private final Map<Short, SourcedWindow> empty = new HashMap<>();

  HeldCodec(MetricCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Held read(byte[] key, byte[] stored) {
    Metric metric = catalogue.byId(WindowKey.metric(key)).orElseThrow();
    return WindowKey.isWhole(key)
        ? HourState.read(stored, WindowReading.amounts(metric) ? null : none(metric))
        : none(metric).read(ByteBuffer.wrap(stored));
  }

  @Override
  public byte[] write(Held held) {
    return switch (held) {
      case HourState hour -> hour.write();
      case SourcedWindow minute -> {
        ByteBuffer bytes = ByteBuffer.allocate(minute.bytes());
        minute.write(bytes);
        yield bytes.array();
      }
    };
  }

  /** An hour of which nothing is known yet. */
  HourState newHour(Metric metric) {
    return HourState.begin(WindowReading.amounts(metric) ? null : none(metric));
  }

  /** A window without readings. */
  SourcedWindow newWindow(Metric metric) {
    return SourcedWindow.empty(none(metric).aggregate());
  }

  /** An empty window of a metric, to read others by. */
  private SourcedWindow none(Metric metric) {
    return empty.computeIfAbsent(
        metric.id(), first -> SourcedWindow.empty(new WindowAggregate(metric.bins())));
  }
}
