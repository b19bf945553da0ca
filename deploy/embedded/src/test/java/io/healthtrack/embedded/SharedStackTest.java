package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SharedStackTest {
  @Test
  void isMadeOfChildProcessesUnlessToldOtherwise() {
    assertEquals(SharedStack.Kind.EMBEDDED, SharedStack.Kind.of(null));
    assertEquals(SharedStack.Kind.EMBEDDED, SharedStack.Kind.of(""));
    assertEquals(SharedStack.Kind.EMBEDDED, SharedStack.Kind.of("embedded"));
  }

  @Test
  void isMadeOfContainersWhenAsked() {
    assertEquals(SharedStack.Kind.CONTAINERS, SharedStack.Kind.of("containers"));
  }

  @Test
  void namesThePropertyThatIsWrong() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> SharedStack.Kind.of("container"));
    assertTrue(refusal.getMessage().contains("healthtrack.stack"));
  }
}
