package io.healthtrack.processors.registry.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.healthtrack.avro.Credential;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  private static final UUID ID = new UUID(4, 4);
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  @BeforeAll
  static void trustOurRecords() {
    // As the topology does before it decides anything: copies of records need Avro's leave.
    try (AvroDeserializer<Credential> any = new AvroDeserializer<>(RegistryClient.local())) {
      assertNull(any.deserialize("", null));
    }
  }

  @Test
  void keepsWhatWasAskedAndSaysWhenItWasMade() {
    Credential made = Credentials.put(null, put("hub"), NOW);

    assertEquals("applied", made.getOutcome());
    assertEquals(1, made.getVersion());
    assertEquals("hub", made.getName());
    assertEquals(List.of("readings:write"), made.getScopes());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), made.getSecretHash());
    assertEquals(7L, made.getReadingsPerDay());
    assertEquals("clinic", made.getTenant());
    assertEquals(NOW, made.getCreatedAt());
    assertNull(made.getRevokedAt());
  }

  @Test
  void sameCommandTwiceIsOneCredential() {
    RegistryCommand command = put("hub");
    Credential made = Credentials.put(null, command, NOW);
    assertSame(made, Credentials.put(made, command, LATER));
  }

  @Test
  void idIsNeverTakenAgain() {
    Credential made = Credentials.put(null, put("hub"), NOW);
    Credential again = Credentials.put(made, put("thief"), LATER);
    assertEquals("exists", again.getOutcome());
    assertEquals("hub", again.getName());

    Credential revoked = Credentials.revoke(made, revoke("clinic"), LATER);
    assertEquals("exists", Credentials.put(revoked, put("thief"), LATER).getOutcome());
  }

  @Test
  void revokingTwiceKeepsTheFirstTime() {
    Credential made = Credentials.put(null, put("hub"), NOW);
    Credential revoked = Credentials.revoke(made, revoke("clinic"), NOW);
    assertEquals(NOW, revoked.getRevokedAt());
    assertEquals(2, revoked.getVersion());

    Credential again = Credentials.revoke(revoked, revoke("clinic"), LATER);
    assertEquals("applied", again.getOutcome());
    assertEquals(NOW, again.getRevokedAt());
    assertEquals(2, again.getVersion());
  }

  @Test
  void anotherTenantsCredentialLooksLikeNone() {
    Credential made = Credentials.put(null, put("hub"), NOW);
    Credential foreign = Credentials.revoke(made, revoke("other"), LATER);
    Credential absent = Credentials.revoke(null, revoke("other"), LATER);

    assertEquals(absent.getOutcome(), foreign.getOutcome());
    assertEquals(absent.getOutcomeDetail(), foreign.getOutcomeDetail());
    assertNull(foreign.getRevokedAt());
    assertEquals(0, absent.getVersion());
  }

  private static RegistryCommand put(String name) {
    return command("put-credential", "clinic")
        .setCredential(
            Credential.newBuilder()
                .setCredentialId(ID)
                .setName(name)
                .setSecretHash(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .setScopes(List.of("readings:write"))
                .setReadingsPerDay(7L)
                .build())
        .build();
  }

  private static RegistryCommand revoke(String tenant) {
    return command("revoke-credential", tenant).build();
  }

  private static RegistryCommand.Builder command(String kind, String tenant) {
    return RegistryCommand.newBuilder()
        .setCommandId(UUID.randomUUID())
        .setSubjectId(ID)
        .setTenant(tenant)
        .setKind(kind);
  }
}
