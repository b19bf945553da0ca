package io.healthtrack.schemas.identity;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Ids of people and devices. Wherever the API takes one it also takes the caller's own identifier,
 * written {@code system|value}, whose id follows from it without asking anybody.
 */
public final class SubjectIdentity {

  private static final UUID USERS = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e03");
  private static final UUID DEVICES = UUID.fromString("6b3f0a52-7d0e-5c39-9f6e-0d5a5f0c1e04");
  private static final String DEFAULT_TENANT = "default";
  private static final long VERSION_BITS = 0xF000L;
  private static final long VERSION_8 = 0x8000L;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private SubjectIdentity() {}

  /** The user whom {@code system} calls {@code value}. */
  public static UUID user(String tenant, String system, String value) {
    return named(USERS, tenant, system, value);
  }

  /** The device which {@code system} calls {@code value}. */
  public static UUID device(String tenant, String system, String value) {
    return named(DEVICES, tenant, system, value);
  }

  /**
   * The user of a UUID or {@code system|value}.
   *
   * @throws IllegalArgumentException if the text is neither, with a sentence fit for the caller
   */
  public static UUID userFrom(String tenant, String text) {
    return from(USERS, tenant, text);
  }

  /**
   * The device of a UUID or {@code system|value}.
   *
   * @throws IllegalArgumentException if the text is neither, with a sentence fit for the caller
   */
  public static UUID deviceFrom(String tenant, String text) {
    return from(DEVICES, tenant, text);
  }

  /** Whether the text is a UUID rather than a caller's own identifier. */
  public static boolean isUuid(String text) {
    return text.length() == 36 && UUID_TEXT.matcher(text).matches();
  }

  /**
   * Whether the id can only have come from a name in a tenant other than the default one: such ids
   * are of version 8, so that nobody who is given or guesses one can claim it by using it first.
   */
  public static boolean belongsToNamedTenant(UUID id) {
    return id.version() == 8;
  }

  private static UUID named(UUID namespace, String tenant, String system, String value) {
    UUID id = NameBasedUuid.in(namespace).add(tenant).add(system).add(value).build();
    return tenant.equals(DEFAULT_TENANT)
        ? id
        : new UUID(
            (id.getMostSignificantBits() & ~VERSION_BITS) | VERSION_8,
            id.getLeastSignificantBits());
  }

  private static UUID from(UUID namespace, String tenant, String text) {
    int bar = text.indexOf('|');
    if (bar > 0 && bar < text.length() - 1) {
      return named(namespace, tenant, text.substring(0, bar), text.substring(bar + 1));
    }
    if (isUuid(text)) {
      return UUID.fromString(text);
    }
    throw new IllegalArgumentException(
        "an id is a UUID or your own identifier written system|value, such as fitbit|8877689391");
  }
}
