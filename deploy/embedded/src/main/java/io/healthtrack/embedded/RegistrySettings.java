package io.healthtrack.embedded;

import java.nio.file.Path;
import java.util.Map;

/** The settings of the registry, wherever it runs. */
final class RegistrySettings {
  /** The name of its role and of its database. */
  static final String DATABASE = "registry";

  private RegistrySettings() {}

  /** Environment variables, because everybody on a machine may read a command line. */
  static Map<String, String> environment(
      String host, int port, int managementPort, String jdbcUrl, String password, Path temporary) {
    return Map.ofEntries(
        Map.entry("QUARKUS_HTTP_HOST", host),
        Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
        Map.entry("QUARKUS_MANAGEMENT_HOST", host),
        Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort)),
        Map.entry("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false"),
        Map.entry("QUARKUS_LOG_LEVEL", "WARN"),
        Map.entry("QUARKUS_LOG_CATEGORY__IO_APICURIO__LEVEL", "WARN"),
        Map.entry("APICURIO_STORAGE_KIND", "sql"),
        Map.entry("APICURIO_STORAGE_SQL_KIND", "postgresql"),
        Map.entry("APICURIO_STORAGE_SNAPSHOT_LOCATION", temporary.toString()),
        Map.entry("APICURIO_DATASOURCE_URL", jdbcUrl),
        Map.entry("APICURIO_DATASOURCE_USERNAME", DATABASE),
        Map.entry("APICURIO_DATASOURCE_PASSWORD", password),
        // The default opens twenty connections at once.
        Map.entry("APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1"),
        Map.entry("APICURIO_DATASOURCE_JDBC_MAX_SIZE", "8"));
  }
}
