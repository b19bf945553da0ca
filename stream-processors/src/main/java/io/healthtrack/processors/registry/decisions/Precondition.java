package io.healthtrack.processors.registry.decisions;

import io.healthtrack.avro.RegistryCommand;
import java.util.Optional;

/** What must hold before a command is even looked at. */
final class Precondition {

  private Precondition() {}

  /**
   * The refusal, if any.
   *
   * @param tenant whose the entry is; {@code null} if there is none
   * @param version of the entry; 0 if there is none
   */
  static Optional<Outcome> refusal(RegistryCommand command, String tenant, int version) {
    if (tenant != null && !tenant.equals(command.getTenant())) {
      // The same answer as for an entry that is not there: who else has it is nobody's business.
      return Optional.of(Outcome.ABSENT);
    }
    Integer expected = command.getExpectedVersion();
    if (expected != null && expected != version) {
      return Optional.of(
          Outcome.refused(
              Outcome.VERSION_MISMATCH,
              "the entry has version %d, not %d".formatted(version, expected)));
    }
    return Optional.empty();
  }
}
