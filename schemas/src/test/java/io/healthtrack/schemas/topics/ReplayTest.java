package io.healthtrack.schemas.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ReplayTest {

  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void isReadAsItWasWritten() {
    Replay replay = new Replay(UUID.randomUUID(), 3, true);
    headers.add(Replay.HEADER, replay.bytes());

    assertEquals(Optional.of(replay), Replay.of(headers));
  }

  @Test
  void whatIsNoneOfOursIsNoReplay() {
    assertEquals(Optional.empty(), Replay.of(headers));
    headers.add(Replay.HEADER, null);
    assertEquals(Optional.empty(), Replay.of(headers));
    headers.add(Replay.HEADER, new byte[] {1, 2, 3});
    assertEquals(Optional.empty(), Replay.of(headers));
    headers.add(Replay.HEADER, new byte[21]);
    assertEquals(Optional.empty(), Replay.of(headers));
  }

  @Test
  void isCountedFromOne() {
    UUID id = UUID.randomUUID();
    assertThrows(IllegalArgumentException.class, () -> new Replay(id, 0, false));
  }
}
