package io.healthtrack.gateway.directory;

import java.util.UUID;

/** The answer to: whose reading is this? */
public sealed interface Wearer {

  /** It was this person's. */
  record Known(UUID userId) implements Wearer {}

  /** The registry has no such device. */
  record UnknownDevice() implements Wearer {}

  /** The registry has the device, but nobody wore it then. */
  record Unassigned() implements Wearer {}
}
