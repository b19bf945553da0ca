package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Command;
import java.util.List;
import java.util.Map;

/** {@link UpsertLoop} as a process. */
record BatchedUpsert(Stack stack) implements Contender {

  @Override
  public String name() {
    return "upsert";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "jvm",
        String.join(" ", Processes.SMALL_JVM),
        "reWriteBatchedInserts",
        "true",
        "batch",
        Integer.toString(UpsertLoop.BATCH),
        "statement",
        UpsertLoop.UPSERT.strip().replaceAll("\\s+", " "),
        "transaction",
        "a batch",
        "offsets",
        "committed after each transaction");
  }

  @Override
  public Command command(Load load, Target target) {
    return Processes.java(
        Processes.SMALL_JVM,
        System.getProperty("java.class.path"),
        UpsertLoop.class.getName(),
        List.of(
            stack.bootstrapServers(),
            stack.registryUrl().toString(),
            load.topic(),
            target.name(),
            target.keyed() ? UpsertLoop.UPSERT : UpsertLoop.INSERT),
        Map.of(
            "DATABASE_URL", target.url(),
            "DATABASE_USER", stack.databaseUser(),
            "DATABASE_PASSWORD", stack.databasePassword()),
        target.directory());
  }
}
