package io.healthtrack.gateway.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks, as far as the gateway has seen it proven.
 *
 * @param id stable, for the record and for limits; never a secret
 * @param tenant whose data it may touch
 * @param scopes what it may do with them
 * @param allowance its own limits, where they differ from the gateway's
 * @param expiresAt until when, and so the longest life of what it makes; null for no end
 */
public record Credential(
    String id, String tenant, Set<Scope> scopes, Allowance allowance, Instant expiresAt) {

  /** The tenant of the key made at first start. */
  public static final String DEFAULT_TENANT = "default";

  /** Somebody of whom nothing is known. */
  public static final Credential ANONYMOUS = new Credential("anonymous", "", Set.of());

  /** Copies the scopes. */
  public Credential {
    scopes = Set.copyOf(scopes);
  }

  /** Without an end, and with the usual limits. */
  public Credential(String id, String tenant, Set<Scope> scopes) {
    this(id, tenant, scopes, Allowance.USUAL, null);
  }

  /** The operator's, made at first start: everything in the default tenant. */
  static Credential ofFirstKey() {
    return new Credential("first-key", DEFAULT_TENANT, EnumSet.allOf(Scope.class));
  }

  /** Whether it may. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
