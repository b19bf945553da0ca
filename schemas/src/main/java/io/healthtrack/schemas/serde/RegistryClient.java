package io.healthtrack.schemas.serde;

import java.net.URI;
import org.apache.avro.Schema;

/** What serialization asks of a schema registry. Safe for use by many threads; answers are kept. */
public interface RegistryClient {

  /** A client of a Confluent-compatible registry. Connects when first asked. */
  static RegistryClient http(URI base) {
    return new HttpRegistryClient(base);
  }

  /** Ids known to this process alone, for tests of topologies, which have no registry. */
  static RegistryClient local() {
    return new LocalRegistryClient();
  }

  /**
   * The id of a schema that is registered under the subject.
   *
   * @throws RegistryException if it is not, or the registry does not answer
   */
  int idOf(String subject, Schema schema);

  /**
   * Registers a schema under a subject, if it is not yet, and gives its id.
   *
   * @throws RegistryException if the schema is incompatible, or the registry does not answer
   */
  int register(String subject, Schema schema);

  /**
   * The schema of an id.
   *
   * @throws RegistryException if there is none, or the registry does not answer
   */
  Schema byId(int id);
}
