package io.healthtrack.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {

  @TempDir Path folder;

  @Test
  void firstStartMakesOneKeyForTheOwnerAlone() throws Exception {
    ApiKeys keys = ApiKeys.in(folder);
    Path file = folder.resolve(ApiKeys.FIRST_KEY);
    String key = Files.readString(file).strip();
    assertTrue(keys.find(key).isPresent());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(Files.readString(folder.resolve(ApiKeys.HASHES)).contains(key));
  }

  @Test
  void keyOutlivesARestartAndItsFile() throws Exception {
    ApiKeys.in(folder);
    Path file = folder.resolve(ApiKeys.FIRST_KEY);
    String key = Files.readString(file).strip();
    Files.delete(file);
    assertTrue(ApiKeys.in(folder).find(key).isPresent());
    assertFalse(Files.exists(file));
  }

  @Test
  void otherKeysOpenNothing() {
    ApiKeys keys = ApiKeys.in(folder);
    assertFalse(keys.find("").isPresent());
    assertFalse(keys.find("ht_guess").isPresent());
  }
}
