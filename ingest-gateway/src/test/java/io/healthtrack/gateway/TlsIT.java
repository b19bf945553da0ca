package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.limits.CredentialLimits;
import io.healthtrack.gateway.tls.TestCertificates;
import io.healthtrack.gateway.tls.TestCertificates.Curious;
import io.healthtrack.gateway.tls.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TlsIT {

  private static final Logger LOG = LoggerFactory.getLogger(TlsIT.class);
  private static final Duration SOON = Duration.ofSeconds(10);

  private static GatewayFixture fixture;
  private static GatewayApp gateway;
  private static TlsConfig config;

  @BeforeAll
  static void start(@TempDir Path folder) {
    config =
        new TlsConfig(folder.resolve("tls.crt"), folder.resolve("tls.key"), Duration.ofMillis(50));
    TestCertificates.write(config.certificate(), config.key(), "EC", "30");
    fixture = new GatewayFixture(folder.resolve("plain"));
    gateway =
        fixture.another(
            folder.resolve("tls"),
            new GatewayConfig.Access(
                CredentialLimits.DEFAULT, Optional.empty(), Optional.of(config)));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    fixture.close();
  }

  @Test
  void newCertificateIsTakenWhileConnectionsGoOn() throws IOException {
    assertEquals("https", gateway.address().getScheme());
    Curious first = new Curious();
    try (SSLSocket open = connect(first, "TLSv1.3")) {
      assertTrue(get("/ready", open).startsWith("HTTP/1.1 200"));

      TestCertificates.write(config.certificate(), config.key(), "RSA", "60");

      Await.until("the new certificate", SOON, () -> !shown().equals(first.shown()));
      assertEquals("RSA", shown().getPublicKey().getAlgorithm());
      assertTrue(get("/ready", open).startsWith("HTTP/1.1 200"));
      assertTrue(health().contains(shown().getNotAfter().toInstant().toString()));
    }
  }

  @Test
  void brokenFilesKeepTheOldOneAndSaySo() throws IOException {
    X509Certificate before = shown();
    Files.writeString(config.certificate(), "not a certificate");
    Await.until("the complaint", SOON, () -> health().contains("its new files are not used"));
    assertEquals(before, shown());

    Files.delete(config.certificate());
    Await.until("another complaint", SOON, () -> health().contains("they cannot be read"));
    assertEquals(before, shown());

    TestCertificates.write(config.certificate(), config.key(), "EC", "1");
    Await.until("expiry told", SOON, () -> health().contains("has expired"));
    assertEquals(before, shown());

    TestCertificates.write(config.certificate(), config.key(), "EC", "30");
    Await.until("recovery", SOON, () -> !health().contains("not used"));
    assertNotEquals(before, shown());
  }

  @Test
  void nothingOlderThanTls13IsSpoken() throws IOException {
    try (SSLSocket socket = connect(new Curious(), "TLSv1.2")) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThrows(SSLHandshakeException.class, socket::startHandshake);
    }
    try (SSLSocket socket = connect(new Curious(), "TLSv1.3")) {
      socket.startHandshake();
      assertEquals("TLSv1.3", socket.getSession().getProtocol());
    }
  }

  @Test
  void plainHttpIsNotAnswered() throws IOException {
    URI address = gateway.address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      assertFalse(get("/ready", socket).startsWith("HTTP/1.1 200"));
    } catch (IOException closed) {
      LOG.debug("the connection was closed, which is an answer too");
    }
  }

  @Test
  void plainHttpBeyondLoopbackMustBeAskedFor() {
    GatewayConfig.Listen everywhere = new GatewayConfig.Listen("0.0.0.0", 0);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> listening(everywhere));
    assertTrue(refused.getMessage().contains("gateway.listen.plain"));
    assertTrue(listening(new GatewayConfig.Listen("0.0.0.0", 0, true)).listen().plain());
  }

  private static GatewayConfig listening(GatewayConfig.Listen listen) {
    return new GatewayConfig(
        listen,
        "127.0.0.1:1",
        URI.create("http://127.0.0.1:2"),
        Path.of("nowhere"),
        GatewayConfig.Limits.DEFAULT,
        Map.of());
  }

  /** The certificate that a new connection is shown. */
  private static X509Certificate shown() {
    Curious curious = new Curious();
    try (SSLSocket socket = connect(curious, "TLSv1.3")) {
      socket.startHandshake();
      return curious.shown();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String health() {
    try (SSLSocket socket = connect(new Curious(), "TLSv1.3")) {
      return get("/health", socket);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Status line and body; the connection stays open. */
  private static String get(String path, Socket socket) throws IOException {
    send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    InputStream answer = socket.getInputStream();
    String status = line(answer);
    int length = 0;
    for (String header = line(answer); !header.isEmpty(); header = line(answer)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    return status + "\n" + new String(answer.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String line(InputStream answer) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = answer.read(); next >= 0 && next != '\n'; next = answer.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static void send(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static SSLSocket connect(Curious curious, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket) TestCertificates.trusting(curious, protocol).getSocketFactory().createSocket();
    socket.connect(new InetSocketAddress(gateway.address().getHost(), gateway.address().getPort()));
    socket.setSoTimeout(10_000);
    return socket;
  }
}
