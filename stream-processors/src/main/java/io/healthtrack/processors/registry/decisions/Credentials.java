package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.Credential;
import io.healthtrack.avro.RegistryCommand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides about credentials. One is made once and revoked once; whoever needs another scope or
 * limit makes another credential.
 */
public final class Credentials {

  private Credentials() {}

  /**
   * The entry after a put-credential command.
   *
   * @param current absent is {@code null}; never changed
   */
  public static Credential put(Credential current, RegistryCommand command, Instant now) {
    Optional<Credential> settled = settledBefore(current, command);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (exists(current)) {
      return answer(
          copy(current),
          command,
          Outcome.refused(Outcome.EXISTS, "a credential of this id was made before"));
    }
    Credential asked = command.getCredential();
    Credential next = blank(command);
    next.setName(asked.getName());
    next.setSecretHash(asked.getSecretHash());
    next.setScopes(List.copyOf(asked.getScopes()));
    next.setExpiresAt(asked.getExpiresAt());
    next.setReadingsPerSecond(asked.getReadingsPerSecond());
    next.setReadingsPerDay(asked.getReadingsPerDay());
    next.setCreatedAt(now);
    bump(next, now);
    return answer(next, command, Outcome.TAKEN);
  }

  /**
   * The entry after a revoke-credential command. It stays, so that nobody takes the id again and
   * everybody can see since when it is of no use.
   */
  public static Credential revoke(Credential current, RegistryCommand command, Instant now) {
    Optional<Credential> settled = settledBefore(current, command);
    if (settled.isPresent()) {
      return settled.get();
    }
    if (!exists(current)) {
      return answer(current == null ? blank(command) : copy(current), command, Outcome.ABSENT);
    }
    Credential next = copy(current);
    if (next.getRevokedAt() == null) {
      next.setRevokedAt(now);
      bump(next, now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  private static Optional<Credential> settledBefore(Credential current, RegistryCommand command) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return Optional.of(current);
    }
    return Precondition.refusal(
            command,
            exists(current) ? current.getTenant() : null,
            current == null ? 0 : current.getVersion())
        .map(outcome -> answer(current == null ? blank(command) : copy(current), command, outcome));
  }

  private static boolean exists(Credential credential) {
    return credential != null && credential.getVersion() > 0;
  }

  private static void bump(Credential credential, Instant now) {
    credential.setVersion(credential.getVersion() + 1);
    credential.setChangedAt(now);
  }

  private static Credential blank(RegistryCommand command) {
    return Credential.newBuilder()
        .setCredentialId(command.getSubjectId())
        .setTenant(command.getTenant())
        .setVersion(0)
        .build();
  }

  private static Credential copy(Credential credential) {
    return Credential.newBuilder(credential).build();
  }

  private static Credential answer(
      Credential credential, RegistryCommand command, Outcome outcome) {
    credential.setCommandId(command.getCommandId());
    credential.setOutcome(outcome.code());
    credential.setOutcomeDetail(outcome.detail());
    return credential;
  }
}
