package io.healthtrack.embedded;

/** One stack for all tests of a JVM, started by the first that asks and closed with the JVM. */
public final class SharedStack {
  private SharedStack() {}

  /** The stack; every call returns the same one. */
  public static Stack get() {
    return Holder.STACK;
  }

  private static final class Holder {
    static final Stack STACK = start();

    private static Stack start() {
      Stack stack = Stack.start(StackConfig.temporary());
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shared-stack-close"));
      return stack;
    }
  }
}
