package io.healthtrack.bench.pipeline;

import io.healthtrack.local.pipeline.Endpoints;
import java.sql.SQLException;

/** Follows readings until they are stored, and those that must raise an alert until it is seen. */
final class Probes implements AutoCloseable {

  private final StoredProbe stored;
  private final AlertProbe alerts;

  Probes(Endpoints endpoints, Crowd crowd) throws SQLException {
    stored = new StoredProbe(endpoints.postgres(), crowd.probed());
    alerts = new AlertProbe(endpoints);
  }

  /** A request is about to be sent that was due at {@code due}, as {@link System#nanoTime}. */
  void sent(Batch batch, long due) {
    if (batch.again()) {
      return;
    }
    stored.sent(batch.probe(), batch.probedAt(), due);
    if (batch.breach()) {
      alerts.sent(Watch.breach(batch.person(), batch.last()), due);
    }
  }

  /** It was not taken: nobody promised that its readings are there. */
  void unknown(Batch batch) {
    if (batch.again()) {
      return;
    }
    stored.unknown(batch.probe(), batch.probedAt());
    if (batch.breach()) {
      alerts.unknown(Watch.breach(batch.person(), batch.last()));
    }
  }

  StoredProbe stored() {
    return stored;
  }

  AlertProbe alerts() {
    return alerts;
  }

  @Override
  public void close() {
    stored.close();
    alerts.close();
  }
}
