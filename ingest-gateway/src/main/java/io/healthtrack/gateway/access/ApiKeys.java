package io.healthtrack.gateway.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The key made at first start, which opens everything in the default tenant. Only its SHA-256 is
 * kept, in {@value #HASHES}; the key lies beside it in {@value #FIRST_KEY}, readable by the owner
 * alone, to be taken away.
 */
public final class ApiKeys {

  /** File of the hashes, one in a line. */
  public static final String HASHES = "api-keys.sha256";

  /** File of the key made at first start. */
  public static final String FIRST_KEY = "api-key";

  private final List<byte[]> hashes;

  private ApiKeys(List<byte[]> hashes) {
    this.hashes = hashes;
  }

  /** Reads the hashes in a folder; at first start makes a key and its hash. */
  public static ApiKeys in(Path folder) {
    try {
      Files.createDirectories(folder);
      Path hashes = folder.resolve(HASHES);
      if (!Files.exists(hashes)) {
        String key = KeyText.PREFIX + KeyText.randomText();
        write(folder.resolve(FIRST_KEY), key);
        // Last, so that a hash never exists without its key having been written.
        write(hashes, HexFormat.of().formatHex(KeyText.sha256(key)));
      }
      List<byte[]> known = new ArrayList<>();
      for (String line : Files.readAllLines(hashes)) {
        if (!line.isBlank()) {
          known.add(HexFormat.of().parseHex(line.strip()));
        }
      }
      return new ApiKeys(known);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep API keys in " + folder, e);
    }
  }

  /** Whose key it is; takes the same time whichever it is. */
  public Optional<Credential> find(String key) {
    byte[] hash = KeyText.sha256(key);
    boolean known = false;
    for (byte[] candidate : hashes) {
      known |= MessageDigest.isEqual(candidate, hash);
    }
    return known ? Optional.of(Credential.ofFirstKey()) : Optional.empty();
  }

  private static void write(Path file, String line) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, line + "\n", StandardOpenOption.TRUNCATE_EXISTING);
  }
}
