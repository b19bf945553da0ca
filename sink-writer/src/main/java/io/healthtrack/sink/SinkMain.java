package io.healthtrack.sink;

import io.healthtrack.schemas.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the sink: {@code SinkMain [settings.properties]}, then runs until it is told to stop. */
public final class SinkMain {

  private static final Logger LOG = LoggerFactory.getLogger(SinkMain.class);

  private SinkMain() {}

  /**
   * The process.
   *
   * @throws InterruptedException if the main thread is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path file = arguments.length > 0 ? Path.of(arguments[0]) : null;
    SinkConfig config = SinkConfig.from(Settings.load(file, System.getenv(), "sink"));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    stopped.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    try (SinkApp app = SinkApp.create(config)) {
      LOG.info("sink serves operations at {}", app.address());
      stop.await();
    } finally {
      stopped.countDown();
    }
  }
}
