package io.healthtrack.local.plots;

import java.util.List;

/** A row of bands below a trace, with its name beside it. */
public record Strip(String name, List<Band> bands) {
  /** Copies the list. */
  public Strip {
    bands = List.copyOf(bands);
  }
}
