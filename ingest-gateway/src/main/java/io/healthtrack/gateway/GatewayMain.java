package io.healthtrack.gateway;

import io.healthtrack.schemas.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a gateway until the process is asked to stop. */
public final class GatewayMain {

  private GatewayMain() {}

  /**
   * Returns when the gateway has stopped.
   *
   * @param arguments the settings file, or nothing
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path file = arguments.length == 0 ? null : Path.of(arguments[0]);
    GatewayConfig config = GatewayConfig.from(Settings.load(file, System.getenv(), "gateway"));
    CountDownLatch stopped = new CountDownLatch(1);
    GatewayApp app = GatewayApp.create(config);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  app.close();
                  stopped.countDown();
                },
                "gateway-close"));
    stopped.await();
  }
}
