package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a registry answers decides whether bytes are bad or the house is. */
class HttpRegistryClientTest {

  private static final byte[] RECORD = {0, 0, 0, 0, 7, 1};

  private HttpServer server;
  private volatile int status;
  private volatile String body;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void bytesAreBadWhereTheRegistrySaysThatItHasNoSuchSchema() {
    answer(404, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");
    assertThrows(SerializationException.class, this::read);
  }

  @Test
  void whateverElseIsAnsweredIsWaitedOut() {
    answer(404, "");
    assertThrows(RegistryException.class, this::read);
    answer(404, "<html>no such page</html>");
    assertThrows(RegistryException.class, this::read);
    answer(401, "{\"error_code\":401,\"message\":\"who are you\"}");
    assertThrows(RegistryException.class, this::read);
    answer(503, "{\"error_code\":50301,\"message\":\"starting\"}");
    assertThrows(RegistryException.class, this::read);
    answer(200, "<html>welcome</html>");
    assertThrows(RegistryException.class, this::read);
  }

  @Test
  void aRegistryThatIsBackIsAskedAgain() {
    answer(503, "");
    assertThrows(RegistryException.class, this::read);
    answer(200, "{\"schema\":\"\\\"string\\\"\"}");
    // A schema, but of no record of ours: now the bytes are to blame.
    SerializationException refused = assertThrows(SerializationException.class, this::read);
    assertEquals("a value of topic t is a string, not one of our records", refused.getMessage());
  }

  private void answer(int with, String text) {
    status = with;
    body = text;
  }

  private Object read() {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (AvroDeserializer<?> deserializer = new AvroDeserializer<>(RegistryClient.http(address))) {
      return deserializer.deserialize("t", RECORD);
    }
  }
}
