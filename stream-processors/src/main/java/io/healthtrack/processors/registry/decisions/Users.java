package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.avro.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides about people. */
public final class Users {

  private Users() {}

  /**
   * The entry after a put-user command, carrying the command's id and outcome.
   *
   * @param current absent is {@code null}; never changed
   */
  public static User put(User current, RegistryCommand command, Instant now) {
    if (current != null && command.getCommandId().equals(current.getCommandId())) {
      return current;
    }
    boolean exists = exists(current);
    User next = exists ? User.newBuilder(current).build() : blank(command);
    Optional<Outcome> refusal =
        Precondition.refusal(command, exists ? current.getTenant() : null, next.getVersion());
    if (refusal.isPresent()) {
      return answer(next, command, refusal.get());
    }
    User asked = command.getUser();
    if (!exists || !sameContent(current, asked)) {
      next.setIdentifiers(List.copyOf(asked.getIdentifiers()));
      next.setTimeZone(asked.getTimeZone());
      next.setBirthYear(asked.getBirthYear());
      next.setSex(asked.getSex());
      next.setConditions(List.copyOf(asked.getConditions()));
      next.setVersion(next.getVersion() + 1);
      next.setChangedAt(now);
    }
    return answer(next, command, Outcome.TAKEN);
  }

  /** Whether there is such a person: version 0 only carries an answer. */
  public static boolean exists(User user) {
    return user != null && user.getVersion() > 0;
  }

  /** The answer to a delete command that is not taken; empty means that the person is to go. */
  public static Optional<User> refuseDeletion(User current, RegistryCommand command) {
    return Precondition.refusal(command, current.getTenant(), current.getVersion())
        .map(outcome -> answer(User.newBuilder(current).build(), command, outcome));
  }

  private static boolean sameContent(User a, User b) {
    return Objects.equals(a.getIdentifiers(), b.getIdentifiers())
        && Objects.equals(a.getTimeZone(), b.getTimeZone())
        && Objects.equals(a.getBirthYear(), b.getBirthYear())
        && Objects.equals(a.getSex(), b.getSex())
        && Objects.equals(a.getConditions(), b.getConditions());
  }

  /** Version 0 says that there is no such entry; it exists to carry an outcome. */
  private static User blank(RegistryCommand command) {
    return User.newBuilder()
        .setUserId(command.getSubjectId())
        .setTenant(command.getTenant())
        .setVersion(0)
        .build();
  }

  private static User answer(User user, RegistryCommand command, Outcome outcome) {
    user.setCommandId(command.getCommandId());
    user.setOutcome(outcome.code());
    user.setOutcomeDetail(outcome.detail());
    return user;
  }
}
