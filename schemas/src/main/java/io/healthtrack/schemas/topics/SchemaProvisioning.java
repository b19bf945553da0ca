package io.healthtrack.schemas.topics;

import io.healthtrack.schemas.serde.HttpRegistryClient;
import java.net.URI;

/** Makes the declared schemas known to the registry, under the strictest compatibility. */
public final class SchemaProvisioning {

  /** Every version must read, and be read by, every other version. */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  private SchemaProvisioning() {}

  /**
   * Sets the compatibility level and registers the value schema of every topic. Registering again
   * changes nothing.
   *
   * @param registry base address of the Confluent-compatible interface
   * @throws io.healthtrack.schemas.serde.RegistryException if the registry refuses or does not
   *     answer
   */
  public static void ensure(URI registry) {
    HttpRegistryClient client = new HttpRegistryClient(registry);
    client.requireCompatibility(COMPATIBILITY);
    for (Topic topic : Topics.all()) {
      client.register(topic.subject(), topic.value());
    }
  }
}
