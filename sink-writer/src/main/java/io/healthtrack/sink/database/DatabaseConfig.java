package io.healthtrack.sink.database;

import java.util.Objects;

/**
 * Where the database is.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user who owns the schema: migrations and partitions are made as this user
 * @param password never printed
 * @param transactionTimeout milliseconds after which the server ends a batch's transaction
 */
public record DatabaseConfig(String url, String user, String password, long transactionTimeout) {

  private static final long LONGEST_LOCK_WAIT = 10_000;

  /** Checks the shape. */
  public DatabaseConfig {
    Objects.requireNonNull(password, "password");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("sink.database.url must begin with jdbc:postgresql:");
    }
    if (user.isBlank()) {
      throw new IllegalArgumentException("sink.database.user is missing");
    }
    if (transactionTimeout < 1_000) {
      throw new IllegalArgumentException(
          "sink.database.transaction.timeout must be a second or more");
    }
  }

  /** With the default limit of a minute. */
  public DatabaseConfig(String url, String user, String password) {
    this(url, user, password, 60_000);
  }

  /**
   * Milliseconds a statement of a batch waits for a lock. Shorter than a transaction may take, so
   * that whoever is on call hears of the lock and not of a slow server.
   */
  long lockTimeout() {
    return Math.min(LONGEST_LOCK_WAIT, transactionTimeout / 2);
  }

  @Override
  public String toString() {
    return "DatabaseConfig[url=%s, user=%s]".formatted(url, user);
  }
}
