package io.healthtrack.gateway.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.alerts.Position.MalformedPositionException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTest {

  private static final Position ZERO = Position.zero("cluster", 4);

  @Test
  void isReadAsItWasWritten() throws MalformedPositionException {
    Position position = random(new Random(1), 256);
    Position read = Position.zero("cluster", 256).parse(position.text());

    assertTrue(read.covers(position) && position.covers(read));
    assertEquals(position.text(), read.text());
    assertTrue(position.text().length() < 8_000, "a header takes it");
  }

  @Test
  void everyDamageIsNoticed() {
    String text = random(new Random(2), 4).text();
    for (int at = 0; at < text.length(); at++) {
      char other = text.charAt(at) == 'A' ? 'Q' : 'A';
      String damaged = text.substring(0, at) + other + text.substring(at + 1);
      assertThrows(MalformedPositionException.class, () -> ZERO.parse(damaged), "at " + at);
      String shortened = text.substring(0, at);
      assertThrows(MalformedPositionException.class, () -> ZERO.parse(shortened), "at " + at);
    }
  }

  @Test
  void whatComesFromSomewhereElseIsRefused() {
    for (String text :
        List.of(
            Position.zero("other", 4).text(), Position.zero("cluster", 8).text(), "", "a b", "é")) {
      assertThrows(MalformedPositionException.class, () -> ZERO.parse(text));
    }
  }

  @Test
  void theFurtherOfTwoCoversBoth() {
    Position left = ZERO.with(AlertTopic.CRITICAL, 1, 7);
    Position right = ZERO.with(AlertTopic.INFO, 3, 5);

    assertFalse(left.covers(right) || right.covers(left));
    assertTrue(left.max(right).covers(left) && left.max(right).covers(right));
    assertEquals(7, left.max(right).next(AlertTopic.CRITICAL, 1));
  }

  private static Position random(Random random, int partitions) {
    Position position = Position.zero("cluster", partitions);
    for (AlertTopic topic : AlertTopic.values()) {
      for (int partition = 0; partition < partitions; partition++) {
        position = position.with(topic, partition, random.nextLong(1L << random.nextInt(1, 40)));
      }
    }
    return position;
  }
}
