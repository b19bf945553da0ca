package io.healthtrack.embedded;

/**
 * One stack for all tests of a JVM, started by the first that asks and closed with the JVM.
 *
 * <p>{@code -Dhealthtrack.stack} says what it is made of: {@code embedded} (child processes, the
 * default) or {@code containers}.
 */
public final class SharedStack {
  /** The system property that chooses. */
  public static final String PROPERTY = "healthtrack.stack";

  /** The system property that allows its data in memory, where none but processes can die. */
  public static final String MEMORY = "healthtrack.stack.memory";

  private SharedStack() {}

  /** The stack; every call returns the same one. */
  public static Stack get() {
    return Holder.STACK;
  }

  /** One more of the same kind, closed with the JVM, for tests that run beside the others. */
  public static Stack another() {
    Stack stack = Kind.of(System.getProperty(PROPERTY)).start(config());
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shared-stack-close"));
    return stack;
  }

  private static final class Holder {
    static final Stack STACK = another();
  }

  private static StackConfig config() {
    return StackConfig.builder().inMemory(Boolean.getBoolean(MEMORY)).build();
  }

  /** What a stack can be made of. */
  enum Kind {
    EMBEDDED {
      @Override
      Stack start(StackConfig config) {
        return Stack.start(config);
      }
    },
    CONTAINERS {
      @Override
      Stack start(StackConfig config) {
        try {
          return ContainerStack.start(config);
        } catch (NoClassDefFoundError e) {
          throw new IllegalStateException(
              "Testcontainers is not on the class path; run Maven with -D"
                  + PROPERTY
                  + "=containers, which adds it",
              e);
        }
      }
    };

    abstract Stack start(StackConfig config);

    static Kind of(String text) {
      return switch (text) {
        case null -> EMBEDDED;
        case "", "embedded" -> EMBEDDED;
        case "containers" -> CONTAINERS;
        default ->
            throw new IllegalArgumentException(
                PROPERTY + " must be embedded or containers, not " + text);
      };
    }
  }
}
