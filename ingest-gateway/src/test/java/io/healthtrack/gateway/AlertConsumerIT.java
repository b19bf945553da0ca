package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.AlertEvent;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published example, run as a reader would run it, while the gateway comes and goes. */
class AlertConsumerIT {

  private static final Path EXAMPLE = Path.of("examples", "AlertConsumer.java");

  @Test
  void missesNothingWhileTheGatewayIsStoppedOrKilled(@TempDir Path first, @TempDir Path state)
      throws Exception {
    assertTrue(Files.readAllLines(EXAMPLE).size() <= 45, "it is to be read in one go");
    GatewayProcess gateway;
    try (GatewayFixture fixture = new GatewayFixture(first);
        ThresholdsStandIn thresholds =
            new ThresholdsStandIn(
                fixture.stack().bootstrapServers(), fixture.stack().registryUrl())) {
      fixture.caller().put("/v1/users/example%7Cann", "{}");
      UUID person = SubjectIdentity.userFrom("default", "example|ann");
      gateway = new GatewayProcess(fixture.stack(), state);
      gateway.start();
      List<String> told = new CopyOnWriteArrayList<>();
      Process consumer = run(gateway, told);
      List<AlertEvent> expected = new ArrayList<>();
      try {
        // Until it is connected there is nothing to resume from.
        Await.until("connected", Duration.ofSeconds(60), () -> streams(gateway) == 1);
        expected.add(thresholds.open(person, "critical"));
        Await.until("first", Duration.ofSeconds(30), () -> told.size() == 1);

        assertEquals(143, gateway.terminate());
        expected.add(thresholds.open(person, "critical"));
        gateway.start();
        Await.until("second", Duration.ofSeconds(60), () -> told.size() == 2);

        gateway.kill9();
        expected.add(thresholds.open(person, "critical"));
        gateway.start();
        Await.until("third", Duration.ofSeconds(60), () -> told.size() == 3);
        for (int i = 0; i < 3; i++) {
          assertTrue(told.get(i).contains(expected.get(i).getEventId().toString()), told.get(i));
        }
      } finally {
        consumer.destroyForcibly();
        gateway.terminate();
      }
    }
  }

  private static Process run(GatewayProcess gateway, List<String> told) throws IOException {
    Process consumer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                EXAMPLE.toString(),
                gateway.address().toString(),
                gateway.key(),
                "user=example%7Cann")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader out = consumer.inputReader(StandardCharsets.UTF_8)) {
                out.lines().forEach(told::add);
              } catch (IOException e) {
                told.add("broken off");
              }
            });
    return consumer;
  }

  private static int streams(GatewayProcess gateway) {
    try (Caller caller = new Caller(gateway.address(), gateway.key())) {
      return caller
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("healthtrack_gateway_alerts_streams "))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
          .findFirst()
          .orElse(0);
    }
  }
}
