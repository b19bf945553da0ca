package io.healthtrack.gateway.oauth;

import java.util.Set;
import java.util.UUID;

/** What a token proves. */
public sealed interface TokenVerdict {

  /**
   * Signed by the issuer, for us, and in force.
   *
   * @param subject made from the issuer and whom the token is about: the same for every token of
   *     one of them, and no personal data
   * @param tenant whose data it may touch
   * @param scopes as the issuer wrote them
   */
  record Valid(UUID subject, String tenant, Set<String> scopes) implements TokenVerdict {}

  /** Anything that is not. */
  record Invalid() implements TokenVerdict {}

  /** Valid, but about a person of a role that needs a second factor, and none was used. */
  record SecondFactorMissing() implements TokenVerdict {}

  /** The issuer's keys cannot be had at the moment. */
  record IssuerSilent() implements TokenVerdict {}
}
