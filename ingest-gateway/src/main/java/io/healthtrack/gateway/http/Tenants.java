package io.healthtrack.gateway.http;

/** Whose credential it is. */
final class Tenants {

  /** Every credential is the default tenant's until credentials say otherwise. */
  static final String DEFAULT = "default";

  private Tenants() {}
}
