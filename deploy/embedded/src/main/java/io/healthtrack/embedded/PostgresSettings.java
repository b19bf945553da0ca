package io.healthtrack.embedded;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The settings of the database server, wherever it runs. */
final class PostgresSettings {
  /** The superuser. */
  static final String SUPERUSER = "healthtrack";

  /** What does not depend on the place. */
  static final Map<String, String> COMMON =
      Map.ofEntries(
          // Durability is never traded.
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          // Messages quote values, and values are health data: errors go to the client, which
          // asked, and not into the log.
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_min_messages", "log"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"),
          Map.entry("password_encryption", "scram-sha-256"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          // A developer's machine with two cores.
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("effective_cache_size", "1GB"),
          Map.entry("maintenance_work_mem", "64MB"),
          Map.entry("work_mem", "8MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("min_wal_size", "256MB"),
          Map.entry("checkpoint_timeout", "15min"),
          // A statement over all partitions locks each of them and their indexes.
          Map.entry("max_locks_per_transaction", "256"));

  /** Who may connect: anybody with a password, through TLS, also a standby; never in plain. */
  static final String ACCESS =
      """
      # Written at every start.
      hostssl all all 127.0.0.1/32 scram-sha-256
      hostssl replication all 127.0.0.1/32 scram-sha-256
      """;

  private PostgresSettings() {}

  /** A configuration file that listens on the loopback address only, and on no socket file. */
  static String file(int port, ServerCertificate identity) {
    Map<String, String> settings = new TreeMap<>(COMMON);
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    // In the data directory: what a killed server leaves behind goes with it, and fills no memory.
    settings.put("dynamic_shared_memory_type", "mmap");
    settings.put("ssl", "on");
    settings.put("ssl_min_protocol_version", "TLSv1.3");
    settings.put("ssl_cert_file", identity.certificate().toString());
    settings.put("ssl_key_file", identity.key().toString());
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + " = '" + escaped(entry.getValue()) + "'\n")
        .collect(Collectors.joining("", "# Written at every start.\n", ""));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "''");
  }
}
