package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyIT {

  @Test
  void keyIsMadeListedUsedAndRevoked() throws Exception {
    Run made = run("create", "--name", "ward 7", "--scope", "registry:read", "--expires", "90d");
    assertEquals(0, made.exit(), made.err());
    String key = made.out().strip();
    assertTrue(key.matches("ht_[0-9a-f-]{36}_[A-Za-z0-9_-]{43}"), "the key alone");
    assertTrue(made.err().contains("of tenant default, valid until "), made.err());
    assertFalse(made.err().contains(key));
    String id = key.substring(3, 39);
    assertEquals(200, status(key));

    String listed =
        run("list").out().lines().filter(line -> line.startsWith(id)).findFirst().orElseThrow();
    assertTrue(listed.contains("ward 7") && listed.endsWith("registry:read"), listed);

    Run revoked = run("revoke", id);
    assertEquals(0, revoked.exit(), revoked.err());
    assertTrue(revoked.out().startsWith("Revoked at "));
    assertEquals(401, status(key));
    assertTrue(run("list").out().contains("revoked 2"));
  }

  @Test
  void keyOfAnotherTenantIsThatTenants() throws Exception {
    Run made = run("create", "--name", "hub", "--tenant", "clinic", "--scope", "registry:read");
    assertTrue(made.err().contains("of tenant clinic"), made.err());
    assertEquals(404, status(made.out().strip(), "/v1/users/nobody%7C1"));
    assertFalse(run("list").out().contains(made.out().substring(3, 39)));
    assertTrue(run("list", "--tenant", "clinic").out().contains(made.out().substring(3, 39)));
  }

  @Test
  void mistakesAreNamed() {
    assertEquals(
        1, HealthTrack.run(arguments("key", "create", "--name", "x", "--scope", "readings:wriet")));
    assertEquals(2, HealthTrack.run(arguments("key", "create")));
    assertEquals(2, HealthTrack.run("key"));
    assertEquals(1, HealthTrack.run(arguments("key", "revoke", "nonsense")));
  }

  private record Run(int exit, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new CommandLine(new KeyCommand())
            .registerConverter(java.time.Duration.class, Arguments::duration)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments(arguments));
    return new Run(exit, out.toString(), err.toString());
  }

  private static String[] arguments(String... arguments) {
    return Stream.concat(
            Arrays.stream(arguments), Stream.of("--data", LocalPipeline.data().toString()))
        .toArray(String[]::new);
  }

  private static int status(String key) throws IOException, InterruptedException {
    return status(key, "/v1/metrics");
  }

  private static int status(String key, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(LocalPipeline.endpoints().gateway().resolve(path))
                  .header("Authorization", "Bearer " + key)
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
