package io.healthtrack.gateway.formats;

import java.util.Set;

/** The closed vocabularies of a reading. */
final class Words {

  static final Set<String> COMPARATORS = Set.of("<", "<=", ">=", ">");
  static final Set<String> STATUSES = Set.of(ReadingDraft.FINAL, "amended", "entered-in-error");
  static final Set<String> MODALITIES = Set.of(ReadingDraft.SENSED, ReadingDraft.SELF_REPORTED);

  private Words() {}
}
