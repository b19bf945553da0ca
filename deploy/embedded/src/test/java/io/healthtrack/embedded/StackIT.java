package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StackIT {
  @Test
  void startsAllParts() {
    Stack stack = SharedStack.get();
    assertTrue(stack.kafka().ready());
    assertTrue(stack.postgres().ready());
    assertTrue(stack.registry().ready());
  }
}
