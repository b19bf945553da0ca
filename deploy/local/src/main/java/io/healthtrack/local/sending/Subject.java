package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.ReadingDraft;

/**
 * Whose reading it is and what measured it, as the gateway is told.
 *
 * @param user identifier of the person; null when only the device is known
 * @param device identifier of the device; null for self-reports
 */
record Subject(String user, String device) {
  static Subject of(ReadingDraft draft, SendPlan plan) {
    if (plan.oneSubject()) {
      return new Subject(
          plan.user() == null ? draft.user() : plan.user(),
          plan.device() == null ? draft.device() : plan.device());
    }
    if (draft.namesOnlyPerson()) {
      String name = draft.personName();
      return new Subject(name, name);
    }
    return new Subject(draft.user(), draft.device());
  }

  ReadingDraft state(ReadingDraft draft) {
    return draft.of(user, device);
  }
}
