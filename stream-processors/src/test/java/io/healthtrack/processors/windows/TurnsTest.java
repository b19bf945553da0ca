package io.healthtrack.processors.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final int KEYS = 1_000;

  @Test
  void everybodyHasOneTurnInARoundAndTurnsAreAlike() {
    Turns turns = new Turns(1_700_000_000_123L);
    int[] told = new int[KEYS];
    for (int turn = 1; turn <= Turns.TURNS; turn++) {
      Turns.Due due = turns.take(1_700_000_000_123L + turn * 1_000L);
      int many = 0;
      for (int key = 0; key < KEYS; key++) {
        if (due.has(bytes(key))) {
          told[key]++;
          many++;
        }
      }
      assertTrue(many > KEYS / Turns.TURNS / 3 && many < 3 * KEYS / Turns.TURNS, "one turn");
    }
    for (int times : told) {
      assertEquals(1, times);
    }
  }

  @Test
  void nobodysTurnIsLostHoweverLateAndUnevenTheyAreTaken() {
    Random random = new Random(3);
    long now = 1_700_000_000_123L;
    Turns turns = new Turns(now);
    long[] told = new long[KEYS];
    for (int i = 0; i < KEYS; i++) {
      told[i] = now;
    }
    for (int step = 0; step < 500; step++) {
      now += random.nextInt(4) == 0 ? random.nextInt(30_000) : random.nextInt(1_500);
      Turns.Due due = turns.take(now);
      for (int key = 0; key < KEYS; key++) {
        if (due.has(bytes(key))) {
          told[key] = now;
        }
        assertTrue(
            now / 1_000 - told[key] / 1_000 < Turns.TURNS, "not told for a round, at step " + step);
      }
    }
  }

  private static byte[] bytes(int key) {
    return ByteBuffer.allocate(26).putInt(20, key).array();
  }
}
