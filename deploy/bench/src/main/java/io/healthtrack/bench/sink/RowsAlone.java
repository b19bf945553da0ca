package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.sink.SinkConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link RowsLoop} as a process: what of our sink's time is the rows'. */
record RowsAlone(Stack stack, List<String> jvmOptions) implements Contender {

  RowsAlone {
    jvmOptions = List.copyOf(jvmOptions);
  }

  @Override
  public String name() {
    return "sink_rows";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "jvm",
        String.join(" ", jvm()),
        "batch",
        Integer.toString(SinkConfig.READINGS.rows()),
        "offsets",
        "nowhere");
  }

  @Override
  public Command command(Load load, Target target) {
    return Processes.java(
        jvm(),
        System.getProperty("java.class.path"),
        RowsLoop.class.getName(),
        List.of(
            stack.bootstrapServers(), stack.registryUrl().toString(), load.topic(), target.name()),
        Map.of(
            "DATABASE_URL", target.url(),
            "DATABASE_USER", stack.databaseUser(),
            "DATABASE_PASSWORD", stack.databasePassword()),
        target.directory());
  }

  private List<String> jvm() {
    List<String> jvm = new ArrayList<>(Processes.SMALL_JVM);
    jvm.addAll(jvmOptions);
    return jvm;
  }
}
