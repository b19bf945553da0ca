package io.healthtrack.processors;

import io.healthtrack.schemas.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** Runs the stream processors: {@code [--config FILE] [--run validation,thresholds,registry]}. */
public final class ProcessorsMain {

  private ProcessorsMain() {}

  /** Starts, and runs until told to stop. */
  public static void main(String[] arguments) throws InterruptedException {
    // By name, so that several services on one class path do not contend for logback.xml.
    System.getProperties()
        .putIfAbsent("logback.configurationFile", "io/healthtrack/processors/logback.xml");
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    Path file = options.containsKey("--config") ? Path.of(options.get("--config")) : null;
    ProcessorsConfig config =
        ProcessorsConfig.from(Settings.load(file, System.getenv(), "processors"));
    if (options.containsKey("--run")) {
      config = config.running(Part.parse(options.get("--run")));
    }
    CountDownLatch stopped = new CountDownLatch(1);
    try (ProcessorsApp app = ProcessorsApp.create(config)) {
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "stop"));
      stopped.await();
    }
  }
}
