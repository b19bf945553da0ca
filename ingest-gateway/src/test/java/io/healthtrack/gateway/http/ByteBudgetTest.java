package io.healthtrack.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {

  @Test
  void takesAllOrNothing() {
    ByteBudget budget = new ByteBudget(100);
    assertTrue(budget.tryTake(60));
    assertFalse(budget.tryTake(41));
    assertEquals(60, budget.taken());
    budget.giveBack(60);
    assertTrue(budget.tryTake(100));
  }
}
