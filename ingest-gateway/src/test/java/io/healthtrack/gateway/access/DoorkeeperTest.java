package io.healthtrack.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorkeeperTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;

  private final Map<UUID, io.healthtrack.avro.Credential> entries = new HashMap<>();
  private boolean complete = true;

  @Test
  void keyOpensWhatItsEntrySays() {
    KeyText key = kept(null, null);
    Admission.Granted granted =
        assertInstanceOf(Admission.Granted.class, doorkeeper().admit(key.reveal()));
    assertEquals("clinic", granted.credential().tenant());
    assertEquals(Set.of(Scope.READINGS_WRITE), granted.credential().scopes());
    assertEquals(key.id().toString(), granted.credential().id());
  }

  @Test
  void expiryIsTheFirstInstantOfNoUse() {
    assertInstanceOf(
        Admission.Granted.class, doorkeeper().admit(kept(NOW.plusNanos(1), null).reveal()));
    assertInstanceOf(Admission.Refused.class, doorkeeper().admit(kept(NOW, null).reveal()));
  }

  @Test
  void revokedOpensNothing() {
    assertInstanceOf(Admission.Refused.class, doorkeeper().admit(kept(null, NOW).reveal()));
  }

  @Test
  void nobodyIsJudgedByWhatWasKnownBeforeARestart() {
    KeyText key = kept(null, null);
    complete = false;
    assertInstanceOf(Admission.Undecided.class, doorkeeper().admit(key.reveal()));
    assertInstanceOf(Admission.Undecided.class, doorkeeper().admit(KeyText.generate().reveal()));
  }

  @Test
  void firstKeyOpensEverythingInItsTenantFromTheStart() throws Exception {
    complete = false;
    Doorkeeper doorkeeper = doorkeeper();
    String first = Files.readString(folder.resolve(ApiKeys.FIRST_KEY)).strip();
    Credential credential =
        assertInstanceOf(Admission.Granted.class, doorkeeper.admit(first)).credential();
    assertEquals("default", credential.tenant());
    assertEquals(Set.of(Scope.values()), credential.scopes());
  }

  @Test
  void textThatIsNoKeyIsRefused() {
    String id = UUID.randomUUID().toString();
    for (String text :
        List.of("", "ht_", "ht_" + id, "ht_" + id + "_", "ht_" + id + "-x", "HT_" + id + "_x")) {
      assertInstanceOf(Admission.Refused.class, doorkeeper().admit(text), text);
    }
  }

  @Test
  void secretIsInNoText() {
    KeyText key = KeyText.generate();
    assertFalse(key.toString().contains(key.reveal().substring(40)));
    assertTrue(key.reveal().startsWith("ht_" + key.id() + "_"));
  }

  private Doorkeeper doorkeeper() {
    return new Doorkeeper(
        ApiKeys.in(folder),
        new Doorkeeper.Shelf(() -> complete, id -> Optional.ofNullable(entries.get(id))),
        Optional.empty(),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private KeyText kept(Instant expiresAt, Instant revokedAt) {
    KeyText key = KeyText.generate();
    entries.put(
        key.id(),
        io.healthtrack.avro.Credential.newBuilder()
            .setCredentialId(key.id())
            .setTenant("clinic")
            .setScopes(List.of("readings:write", "of-a-later-version"))
            .setSecretHash(ByteBuffer.wrap(key.hash()))
            .setExpiresAt(expiresAt)
            .setRevokedAt(revokedAt)
            .build());
    return key;
  }
}
