package io.healthtrack.sink;

import io.healthtrack.embedded.SharedStack;
import io.healthtrack.embedded.Stack;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The stack of the test class that this thread runs. Classes run side by side, and each may freeze
 * and kill its servers, so each has a stack alone, until it has ended; found by JUnit.
 */
public final class ClassStack implements AfterAllCallback {

  private static final Queue<Stack> FREE = new ConcurrentLinkedQueue<>();
  private static final ThreadLocal<Stack> TAKEN = new ThreadLocal<>();

  /** Takes one that nobody has, or starts one more. */
  public static Stack get() {
    Stack stack = TAKEN.get();
    if (stack == null) {
      stack = FREE.poll();
      if (stack == null) {
        stack = SharedStack.another();
      }
      TAKEN.set(stack);
    }
    return stack;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Stack stack = TAKEN.get();
    if (stack != null) {
      TAKEN.remove();
      FREE.add(stack);
    }
  }
}
