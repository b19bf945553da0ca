package io.healthtrack.gateway;

import static io.healthtrack.gateway.Keys.scopes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.limits.CredentialLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What READMEs and the folder of examples tell people to run, run word for word. */
class ExamplesIT {

  private static final Pattern BLOCK = Pattern.compile("(?s)```[a-z]*\n(curl .*?)```");
  private static final CredentialLimits SHORT_BURST =
      new CredentialLimits(1_000, 1_000, 1_000_000, Duration.ofSeconds(1));

  /** What somebody who follows the README would have exported. */
  private static final String EXPORT =
      """
      Glucose Data,Generated on,01-03-2026 10:00 UTC
      Device,Serial Number,Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL
      Libre,1,01-03-2026 10:00,0,104,
      """;

  @TempDir private static Path folder;
  private static GatewayFixture gateway;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start(@TempDir Path state) {
    gateway =
        new GatewayFixture(
            state, new GatewayConfig.Access(SHORT_BURST, Optional.empty(), Optional.empty()));
    gateway.wear("examples|watch", "examples|ann");
    Await.until("alerts", Duration.ofSeconds(20), gateway.app()::alertsReady);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void curlLinesOfTheReadmesWork() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    List<String> blocks = new ArrayList<>();
    for (Path readme : List.of(Path.of("README.md"), Path.of("../README.md"))) {
      Matcher block = BLOCK.matcher(Files.readString(readme));
      while (block.find()) {
        blocks.add(block.group(1));
      }
    }
    assertTrue(blocks.size() >= 2, "READMEs show how to use curl");
    URI address = gateway.app().address();
    // Other tests register the same names; in a tenant of its own they are nobody's yet.
    String[] all = Stream.of(Scope.values()).map(Scope::text).toArray(String[]::new);
    String key =
        Keys.text(
            new Keys(gateway.caller(), address).ask(scopes(all) + ",\"tenant\":\"readme\""), "key");
    // Commands that name the usual port reach this gateway all the same.
    Files.writeString(
        folder.resolve(".curlrc"),
        """
        silent
        show-error
        fail-with-body
        max-time = 8
        connect-to = "127.0.0.1:17080:127.0.0.1:%d"
        """
            .formatted(address.getPort()));
    Files.writeString(folder.resolve("export.csv"), EXPORT);
    for (String block : blocks) {
      Ended ended =
          run(List.of("sh", "-e", "-c", block), Map.of("GATEWAY", address.toString(), "KEY", key));
      // Whoever follows a stream stops when the time is over.
      assertEquals(block.contains("/stream") ? 28 : 0, ended.code(), block + ended);
    }
  }

  @Test
  void aDeviceGatewayInJavaWaitsAsLongAsItIsTold() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    sendsInTheEnd(List.of(java, "examples/DeviceGateway.java"));
  }

  @Test
  void aDeviceGatewayInShellWaitsAsLongAsItIsTold() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    Files.deleteIfExists(folder.resolve(".curlrc"));
    sendsInTheEnd(List.of("sh", "examples/device-gateway.sh"));
  }

  private static void sendsInTheEnd(List<String> program) throws Exception {
    HttpResponse<String> made =
        new Keys(gateway.caller(), gateway.app().address())
            .ask(scopes("readings:write") + ",\"readings_per_second\":1");
    String key = Keys.text(made, "key");
    Path batch = folder.resolve("batch.json");
    Files.writeString(batch, reading("heart-rate"));
    HttpServer front = unavailableOnce();
    try {
      String address = "http://127.0.0.1:" + front.getAddress().getPort();
      Ended first = run(with(program, address, batch), Map.of("KEY", key));
      assertEquals(0, first.code(), first.toString());
      assertTrue(first.err().contains("status 503, again in 1 s"), first.toString());
      assertTrue(first.out().contains("\"accepted\":1"), first.toString());

      // A batch of many uses up the limit of one a second for as long as a program takes to start.
      try (Caller caller = new Caller(gateway.app().address(), key)) {
        // More than the limit at once is let through when the key is at rest.
        Await.until("rest", Duration.ofSeconds(20), () -> caller.post(many()).statusCode() == 202);
      }
      Ended limited = run(with(program, address, batch), Map.of("KEY", key));
      assertEquals(0, limited.code(), limited.toString());
      assertTrue(limited.err().contains("status 429, again in "), limited.toString());

      Files.writeString(batch, reading("heart-rhythm"));
      Ended refused = run(with(program, address, batch), Map.of("KEY", key));
      assertEquals(1, refused.code(), refused.toString());
      assertTrue(refused.out().contains("unknown-metric"), refused.toString());
      assertFalse(refused.toString().contains(key));
    } finally {
      front.stop(0);
    }
  }

  private static List<String> with(List<String> program, String address, Path batch) {
    List<String> command = new ArrayList<>(program);
    command.add(address);
    command.add(batch.toString());
    return command;
  }

  /** Says once that the gateway is not available, and from then on passes everything to it. */
  private static HttpServer unavailableOnce() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer front =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.getAndIncrement() == 0) {
              exchange.getResponseHeaders().set("Retry-After", "1");
              exchange.sendResponseHeaders(503, -1);
              return;
            }
            String key =
                exchange.getRequestHeaders().getFirst("Authorization").replace("Bearer ", "");
            try (Caller caller = new Caller(gateway.app().address(), key)) {
              HttpResponse<String> answer = caller.post(body);
              answer
                  .headers()
                  .firstValue("Retry-After")
                  .ifPresent(wait -> exchange.getResponseHeaders().set("Retry-After", wait));
              byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(answer.statusCode(), bytes.length);
              exchange.getResponseBody().write(bytes);
            }
          }
        });
    front.start();
    return front;
  }

  private static String reading(String metric) {
    return """
        {"readings":[{"device":"examples|watch","metric":"%s","value":61,"unit":"/min",
        "measured_at":"2026-03-01T10:00:00Z"}]}"""
        .formatted(metric);
  }

  private static String many() {
    List<String> readings = new ArrayList<>();
    for (int second = 10; second < 25; second++) {
      readings.add(
          """
          {"device":"examples|watch","metric":"heart-rate","value":61,"unit":"/min",
          "measured_at":"2026-03-01T10:00:%dZ"}"""
              .formatted(second));
    }
    return "{\"readings\":[" + String.join(",", readings) + "]}";
  }

  private static Ended run(List<String> command, Map<String, String> environment) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    if (command.getFirst().equals("sh") && command.contains("-c")) {
      builder.directory(folder.toFile());
    }
    builder.environment().put("CURL_HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), command + " does not end");
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
