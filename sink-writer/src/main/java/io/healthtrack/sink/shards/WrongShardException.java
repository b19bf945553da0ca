package io.healthtrack.sink.shards;

/** The database is not the shard that the settings take it for. */
public final class WrongShardException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongShardException(String message) {
    super(message);
  }
}
