package io.healthtrack.gateway.http;

import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.access.KeyText;
import io.healthtrack.gateway.access.Scope;
import io.healthtrack.gateway.limits.CredentialLimits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A credential that somebody asks for. It can do nothing that its maker cannot: no other scope, no
 * longer life, no wider limit.
 *
 * @param tenant whose it will be
 * @param name what people call it
 * @param scopes what it may do
 * @param expiresAt until when; null for no end
 * @param readingsPerSecond null for the gateway's
 * @param readingsPerDay null for the gateway's
 */
record WantedCredential(
    String tenant,
    String name,
    Set<Scope> scopes,
    Instant expiresAt,
    Integer readingsPerSecond,
    Long readingsPerDay) {

  private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final int LONGEST_NAME = 128;
  private static final long MOST_PER_DAY = 1_000_000_000_000L;

  /**
   * What the fields ask for.
   *
   * @throws ProblemException 403 naming the scope that the maker lacks, 422 for what cannot be
   */
  static WantedCredential of(Fields fields, Credential maker) {
    WantedCredential wanted =
        new WantedCredential(
            allowedTenant(maker, fields.text("tenant")),
            name(fields),
            scopes(fields, maker),
            expiry(fields, maker),
            fields.whole("readings_per_second", 1, CredentialLimits.MOST_PER_SECOND),
            fields.large("readings_per_day", 1, MOST_PER_DAY));
    fields.refuseUnknown();
    return wanted.within(maker);
  }

  /** The tenant that is asked for: one's own, or any for an operator. */
  static String allowedTenant(Credential asker, String asked) {
    if (asked == null || asked.equals(asker.tenant())) {
      return asker.tenant();
    }
    if (!asker.may(Scope.TENANTS_WRITE)) {
      throw Problem.forbidden(Scope.TENANTS_WRITE.text()).toException();
    }
    if (!TENANT.matcher(asked).matches()) {
      throw Problem.field(
              422,
              "malformed",
              "tenant",
              "a tenant is at most 63 lower-case letters, digits, dots, dashes and underscores")
          .toException();
    }
    return asked;
  }

  /** As the registry is to keep it: of the key only the hash. */
  io.healthtrack.avro.Credential entry(KeyText key) {
    return io.healthtrack.avro.Credential.newBuilder()
        .setCredentialId(key.id())
        .setTenant(tenant)
        .setName(name)
        .setScopes(scopes.stream().map(Scope::text).sorted().toList())
        .setSecretHash(ByteBuffer.wrap(key.hash()))
        .setExpiresAt(expiresAt)
        .setReadingsPerSecond(readingsPerSecond)
        .setReadingsPerDay(readingsPerDay)
        .build();
  }

  private WantedCredential within(Credential maker) {
    return new WantedCredential(
        tenant,
        name,
        scopes,
        expiresAt,
        atMost(readingsPerSecond, maker.allowance().readingsPerSecond(), "readings_per_second"),
        atMost(readingsPerDay, maker.allowance().readingsPerDay(), "readings_per_day"));
  }

  private static <T extends Comparable<T>> T atMost(T asked, T makers, String field) {
    if (asked == null || makers == null || asked.compareTo(makers) <= 0) {
      return asked == null ? makers : asked;
    }
    throw Problem.field(
            422, "too-much", field, field + " can be at most that of the credential that asks")
        .toException();
  }

  private static String name(Fields fields) {
    String name = fields.requiredText("name");
    if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw Problem.field(422, "malformed", "name", "a name is one line of 128 characters at most")
          .toException();
    }
    return name;
  }

  private static Set<Scope> scopes(Fields fields, Credential maker) {
    List<String> words = fields.texts("scopes");
    if (words.isEmpty()) {
      throw Problem.field(422, "missing-field", "scopes", "say what it may do: " + known())
          .toException();
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : words) {
      scopes.add(
          Scope.of(word)
              .orElseThrow(
                  () ->
                      Problem.field(422, "unknown-scope", "scopes", "scopes are: " + known())
                          .toException()));
    }
    for (Scope scope : scopes) {
      if (!maker.may(scope)) {
        throw Problem.forbidden(scope.text()).toException();
      }
    }
    return scopes;
  }

  private static Instant expiry(Fields fields, Credential maker) {
    Instant asked = fields.time("expires_at");
    if (asked != null && !asked.isAfter(Instant.now())) {
      throw Problem.field(422, "bad-time", "expires_at", "expires_at must be later than now")
          .toException();
    }
    if (asked != null && maker.expiresAt() != null && asked.isAfter(maker.expiresAt())) {
      throw Problem.field(
              422, "bad-time", "expires_at", "a credential cannot outlive the one that asks for it")
          .toException();
    }
    return asked == null ? maker.expiresAt() : asked;
  }

  private static String known() {
    return Arrays.stream(Scope.values()).map(Scope::text).collect(Collectors.joining(", "));
  }
}
