package io.healthtrack.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM of its own that holds a stack, one part of it frozen, until somebody kills it. */
final class StackHolder {
  private StackHolder() {}

  public static void main(String[] arguments) throws Exception {
    StackConfig config = StackConfig.builder().directory(Path.of(arguments[0])).build();
    Stack stack = Stack.start(config);
    Conversation conversation = new Conversation(stack);
    conversation.createTopic("survives");
    conversation.produce("survives", "record");
    conversation.execute("postgres", "CREATE TABLE survives AS SELECT 'row' AS value");
    conversation.register("survives");
    stack.postgres().pause();
    System.out.println(
        "held %d %d %d"
            .formatted(stack.kafka().pid(), stack.postgres().pid(), stack.registry().pid()));
    new CountDownLatch(1).await();
  }
}
