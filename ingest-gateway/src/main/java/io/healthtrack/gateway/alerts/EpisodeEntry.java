package io.healthtrack.gateway.alerts;

import io.healthtrack.avro.AlertEvent;
import java.nio.ByteBuffer;

/**
 * What is stored of an episode: its newest event and its acknowledgement, in the topic's own bytes,
 * and the revision in which it last became worse. Topics are read in any order, so revisions
 * decide.
 */
@SuppressWarnings("ArrayRecordComponent") // a topic's bytes, never compared
record EpisodeEntry(int worseAt, byte[] newest, byte[] acknowledgement) {

  private static final byte[] NOBODY = {};

  static EpisodeEntry read(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    int worseAt = bytes.getInt();
    byte[] newest = new byte[bytes.getInt()];
    bytes.get(newest);
    byte[] acknowledgement = new byte[bytes.remaining()];
    bytes.get(acknowledgement);
    return new EpisodeEntry(worseAt, newest, acknowledgement);
  }

  byte[] write() {
    return ByteBuffer.allocate(2 * Integer.BYTES + newest.length + acknowledgement.length)
        .putInt(worseAt)
        .putInt(newest.length)
        .put(newest)
        .put(acknowledgement)
        .array();
  }

  boolean isAcknowledged() {
    return acknowledgement.length > 0;
  }

  static EpisodeEntry first(AlertEvent event, byte[] bytes) {
    return new EpisodeEntry(worse(event), bytes, isAcknowledgement(event) ? bytes : NOBODY);
  }

  /** With one more event; {@code held} is what this entry holds. */
  EpisodeEntry with(Episode held, AlertEvent event, byte[] bytes) {
    boolean newer = event.getRevision() > held.newest().getRevision();
    int worst = Math.max(worseAt, worse(event));
    byte[] taken = acknowledgement;
    int takenAt = isAcknowledged() ? held.acknowledgement().getRevision() : 0;
    if (isAcknowledgement(event) && event.getRevision() > takenAt) {
      taken = bytes;
      takenAt = event.getRevision();
    }
    return new EpisodeEntry(worst, newer ? bytes : newest, takenAt > worst ? taken : NOBODY);
  }

  private static boolean isAcknowledgement(AlertEvent event) {
    return event.getEvent().equals("acknowledged");
  }

  private static int worse(AlertEvent event) {
    return event.getEvent().equals("escalated") ? event.getRevision() : 0;
  }
}
