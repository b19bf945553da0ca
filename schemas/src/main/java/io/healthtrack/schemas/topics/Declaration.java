package io.healthtrack.schemas.topics;

import io.healthtrack.schemas.serde.PortableSchema;
import java.time.Duration;
import java.util.Set;
import org.apache.avro.Schema;

/** A topic that is being declared: who writes and who reads it is still to be said. */
record Declaration(
    String name, String purpose, TopicKey key, Schema value, Cleanup cleanup, Duration retention) {

  Written writtenBy(Party... writers) {
    return new Written(this, Set.of(writers));
  }

  record Written(Declaration declared, Set<Party> writers) {

    Topic readBy(Party... readers) {
      return new Topic(
          declared.name(),
          declared.purpose(),
          declared.key(),
          PortableSchema.of(declared.value()),
          declared.cleanup(),
          declared.retention(),
          writers,
          Set.of(readers));
    }
  }
}
