package io.healthtrack.bench.sink;

import io.healthtrack.embedded.Stack;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.sink.SinkConfig;
import io.healthtrack.sink.SinkMain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Our sink with everything a batch's transaction holds: positions, rows, latest values, tallies,
 * the batch and its data syncs; its other lanes and its maintenance run beside.
 */
record OurSink(Stack stack, List<String> jvmOptions) implements Contender {

  OurSink {
    jvmOptions = List.copyOf(jvmOptions);
  }

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("jvm", String.join(" ", jvm()));
    settings.put("sink.readings.batch.rows", Integer.toString(SinkConfig.READINGS.rows()));
    settings.put("sink.readings.batch.bytes", Long.toString(SinkConfig.READINGS.bytes()));
    settings.put("sink.readings.batch.linger", SinkConfig.READINGS.linger().toMillis() + "ms");
    settings.put("writers", "1");
    return settings;
  }

  @Override
  public Command command(Load load, Target target) {
    return Processes.java(
        jvm(),
        System.getProperty("java.class.path"),
        SinkMain.class.getName(),
        List.of(),
        Map.of(
            "HEALTHTRACK_SINK_BOOTSTRAP_SERVERS", stack.bootstrapServers(),
            "HEALTHTRACK_SINK_REGISTRY_URL", stack.registryUrl().toString(),
            "HEALTHTRACK_SINK_LISTEN_PORT", "0",
            "HEALTHTRACK_SINK_DATABASE_URL", target.url(),
            "HEALTHTRACK_SINK_DATABASE_USER", stack.databaseUser(),
            "HEALTHTRACK_SINK_DATABASE_PASSWORD", stack.databasePassword()),
        target.directory());
  }

  /** The first transaction moves positions before it touches the hot table. */
  @Override
  public Instant begun(Target target, Instant seen) {
    return target.instant("SELECT min(written_at) FROM ops.batches WHERE lane = 'readings'");
  }

  private List<String> jvm() {
    List<String> jvm = new ArrayList<>(Processes.SMALL_JVM);
    jvm.addAll(jvmOptions);
    return jvm;
  }
}
