package io.healthtrack.gateway.access;

import io.healthtrack.schemas.identity.SubjectIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The text of a key, {@code ht_<credential id>_<secret>}: the id says where to look, the secret
 * proves. Whoever keeps it keeps {@link #hash()} only.
 */
public final class KeyText {

  static final String PREFIX = "ht_";

  private static final int ID_CHARACTERS = 36;
  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final UUID id;
  private final String secret;

  private KeyText(UUID id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** A new key with a secret of 256 random bits. */
  public static KeyText generate() {
    return new KeyText(UUID.randomUUID(), randomText());
  }

  /** Takes a key apart; empty if it is none of this form. */
  static Optional<KeyText> parse(String text) {
    int bar = PREFIX.length() + ID_CHARACTERS;
    if (!text.startsWith(PREFIX) || text.length() <= bar + 1 || text.charAt(bar) != '_') {
      return Optional.empty();
    }
    String id = text.substring(PREFIX.length(), bar);
    return SubjectIdentity.isUuid(id)
        ? Optional.of(new KeyText(UUID.fromString(id), text.substring(bar + 1)))
        : Optional.empty();
  }

  /** The credential's id. */
  public UUID id() {
    return id;
  }

  /** SHA-256 of the secret. It needs no salt: nobody guesses 256 random bits. */
  public byte[] hash() {
    return sha256(secret);
  }

  /** The whole key. To be shown once, and never logged. */
  public String reveal() {
    return PREFIX + id + "_" + secret;
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "KeyText[id=" + id + "]";
  }

  static String randomText() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
