package io.healthtrack.processors.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.Topology;

/** Descriptions of topologies that are kept, so that stores and operators keep their names. */
public final class Golden {

  private Golden() {}

  /** Fails when the topology is not the one that running state was made by. */
  public static void assertMatches(String name, Topology topology) {
    try (InputStream file = Golden.class.getResourceAsStream("/topologies/" + name + ".txt")) {
      String kept = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(
          kept.strip(),
          topology.describe().toString().strip(),
          "the topology changed; where that is meant, keep the new description in"
              + " src/test/resources/topologies/"
              + name
              + ".txt and say in the changelog what becomes of running state");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
