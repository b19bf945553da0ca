package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.schemas.identity.SubjectIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What idle streams cost a gateway of its own process. Run by name ({@code
 * -Dit.test=IdleStreamsMeasurement}); its numbers are in the module's README.
 */
@Tag("measurement")
class IdleStreamsMeasurement {

  private static final Logger LOG = LoggerFactory.getLogger(IdleStreamsMeasurement.class);
  private static final int STREAMS = 2_000;

  /** Longer than the server keeps idle connections. */
  private static final Duration IDLE = Duration.ofSeconds(150);

  @Test
  void twoThousandIdleStreams(@TempDir Path first, @TempDir Path state) throws Exception {
    try (GatewayFixture fixture = new GatewayFixture(first);
        ThresholdsStandIn thresholds =
            new ThresholdsStandIn(
                fixture.stack().bootstrapServers(), fixture.stack().registryUrl())) {
      fixture.caller().put("/v1/users/idle%7Cann", "{}");
      UUID person = SubjectIdentity.userFrom("default", "idle|ann");
      GatewayProcess gateway = new GatewayProcess(fixture.stack(), state);
      gateway.start();
      List<Socket> streams = new ArrayList<>();
      try (Caller caller = new Caller(gateway.address(), gateway.key())) {
        Await.until(
            "alerts", Duration.ofSeconds(30), () -> caller.get("/v1/alerts").statusCode() == 200);
        // The same work before the first look, so that only what stays is counted.
        for (int i = 0; i < 200; i++) {
          connect(gateway).close();
        }
        long before = settled(gateway);
        for (int i = 0; i < STREAMS; i++) {
          streams.add(connect(gateway));
        }
        long open = settled(gateway);
        long end = System.nanoTime() + IDLE.toNanos();
        Await.until("idle", IDLE.plusSeconds(5), () -> System.nanoTime() > end);
        long later = settled(gateway);
        String episode = thresholds.open(person, "critical").getEpisodeId().toString();
        int heard = 0;
        long told = System.nanoTime();
        for (Socket stream : streams) {
          heard += hears(stream, episode) ? 1 : 0;
        }
        LOG.info(
            "{} idle streams: {} MB more, {} MB after {}; {} heard the next alert within {} ms",
            STREAMS,
            (open - before) / 1_000_000,
            (later - before) / 1_000_000,
            IDLE,
            heard,
            (System.nanoTime() - told) / 1_000_000);
        assertEquals(STREAMS, heard);
      } finally {
        for (Socket stream : streams) {
          stream.close();
        }
        gateway.terminate();
      }
    }
  }

  private static Socket connect(GatewayProcess gateway) throws IOException {
    Socket socket = new Socket(gateway.address().getHost(), gateway.address().getPort());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            ("GET /v1/alerts/stream HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
                    + gateway.key()
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    hears(socket, "retry:");
    return socket;
  }

  private static boolean hears(Socket socket, String word) throws IOException {
    StringBuilder heard = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[4_096];
    for (int read = in.read(some); read > 0; read = in.read(some)) {
      heard.append(new String(some, 0, read, StandardCharsets.US_ASCII));
      if (heard.indexOf(word) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Resident bytes after a collection. */
  private static long settled(GatewayProcess gateway) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(gateway.pid()),
            "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(gateway.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
      }
    }
    throw new IOException("no resident size");
  }
}
