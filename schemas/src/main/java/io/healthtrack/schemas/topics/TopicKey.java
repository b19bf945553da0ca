package io.healthtrack.schemas.topics;

/** How the key of a record is written. */
public enum TopicKey {
  /** The 16 bytes of the user's UUID: all of a person is in one partition. */
  USER_ID,
  /** The 16 bytes of a registry entry's UUID. */
  ID,
  /** UTF-8 text. */
  TEXT
}
