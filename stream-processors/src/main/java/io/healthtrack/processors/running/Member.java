package io.healthtrack.processors.running;

/**
 * One process among those of the same topologies.
 *
 * @param instance its name; stable over restarts
 * @param advertised {@code host:port} at which the others and the gateways reach its HTTP
 * @param standbyReplicas copies of each store that other processes keep ready
 */
public record Member(String instance, String advertised, int standbyReplicas) {

  /** Refuses what Kafka Streams would not take. */
  public Member {
    if (instance.isBlank()) {
      throw new IllegalArgumentException("processors.instance must not be empty");
    }
    if (!advertised.isEmpty() && !advertised.matches(".+:[0-9]{1,5}")) {
      throw new IllegalArgumentException("processors.advertised must be host:port");
    }
    if (standbyReplicas < 0) {
      throw new IllegalArgumentException("processors.standby.replicas must not be negative");
    }
  }

  /** The same at an address. */
  public Member at(String address) {
    return new Member(instance, address, standbyReplicas);
  }
}
