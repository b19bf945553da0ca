package io.healthtrack.local.replaying;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a replay did.
 *
 * @param considered records that were meant
 * @param replayed records sent again; with a dry run, that would be
 * @param obstacles the others by what keeps them
 * @param settled whether everything sent was judged before the patience was over
 * @param refusedAgain of those sent, the refused ones by their new reason
 */
public record ReplayReport(
    long considered,
    long replayed,
    Map<String, Long> obstacles,
    boolean settled,
    Map<String, Long> refusedAgain) {

  /** Copies the maps. */
  public ReplayReport {
    obstacles = new TreeMap<>(obstacles);
    refusedAgain = new TreeMap<>(refusedAgain);
  }

  /** How many of those sent are stored by now, or were already. */
  public long taken() {
    return replayed - refusedAgain.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What an obstacle means, and what helps. */
  public static String remedy(String obstacle) {
    return switch (obstacle) {
      case "not-kept" ->
          "no bytes were kept (no consent, erased, or too large): their senders must send them"
              + " again";
      case "nobody" -> "the record had no person as its key: its writer must send it again";
      case "no-reading" -> "the bytes are no reading: what wrote them must send them again";
      case "wrong-key" -> "key and content speak of two people: its writer must send it again";
      case "nobody-wore-it" ->
          "whose it is must be found anew: correct the assignment, then send it through the gateway";
      default -> "see ops.quarantine_states";
    };
  }
}
