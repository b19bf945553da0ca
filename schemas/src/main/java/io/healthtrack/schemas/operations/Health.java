package io.healthtrack.schemas.operations;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a service is.
 *
 * @param alive false only if a restart would help
 * @param ready whether it does its work at this moment
 * @param details what each part says of itself, sorted by name; never health data
 */
public record Health(boolean alive, boolean ready, Map<String, String> details) {

  /** Copies and sorts the details. */
  public Health {
    details = new TreeMap<>(details);
  }
}
