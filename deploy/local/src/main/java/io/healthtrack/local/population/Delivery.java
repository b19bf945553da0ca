package io.healthtrack.local.population;

import io.healthtrack.gateway.formats.ReadingDraft;
import java.util.List;

/**
 * One request a device gateway is about to make.
 *
 * @param readings what it holds, oldest first
 * @param retried whether the answer gets lost on the way back, so that the client sends it again
 */
public record Delivery(List<ReadingDraft> readings, boolean retried) {

  /** Keeps its own copy. */
  public Delivery {
    readings = List.copyOf(readings);
  }
}
