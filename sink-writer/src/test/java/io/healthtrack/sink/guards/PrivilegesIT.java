package io.healthtrack.sink.guards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.embedded.Stack;
import io.healthtrack.sink.ClassStack;
import io.healthtrack.sink.MigratedDatabase;
import io.healthtrack.sink.database.Database;
import io.healthtrack.sink.database.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Holds the privileges in the database against a list in the sources, object by object, so that
 * nothing new is reachable, or forgotten, without somebody having decided it. Who changes {@code
 * R__privileges.sql} writes the list anew with {@code -Dhealthtrack.rewrite-privileges} and reads
 * the difference.
 */
class PrivilegesIT {

  private static final Path EXPECTED = Path.of("src/test/resources/privileges.txt");

  private static final String ACTUAL =
      """
      WITH objects AS (
        SELECT n.nspname || '.' || c.relname AS name, c.relacl AS acl, c.oid, 'r' AS kind
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit', 'care', 'public')
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT c.relispartition
          AND NOT (c.relkind = 'S' AND c.relacl IS NULL)
        UNION ALL
        SELECT p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)), p.oid, 'f'
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit', 'care', 'public')
          AND p.prorettype <> 'trigger'::regtype
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION ALL
        SELECT 'schema ' || n.nspname, n.nspacl, n.oid, 's'
        FROM pg_namespace n WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit', 'care', 'public')
      ), rights AS (
        SELECT o.name, o.kind, a.grantee, a.privilege_type AS what
        FROM objects o CROSS JOIN LATERAL aclexplode(o.acl) a
        UNION ALL
        SELECT o.name, o.kind, a.grantee,
               a.privilege_type || '(' || string_agg(c.attname, ',' ORDER BY c.attname) || ')'
        FROM objects o
        JOIN pg_attribute c ON o.kind = 'r' AND c.attrelid = o.oid AND c.attacl IS NOT NULL
        CROSS JOIN LATERAL aclexplode(c.attacl) a
        GROUP BY o.name, o.kind, a.grantee, a.privilege_type
      ), told AS (
        SELECT name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END AS role,
               string_agg(what, ' ' ORDER BY what) AS what
        FROM rights
        WHERE grantee = 0 OR grantee IN (SELECT oid FROM pg_roles WHERE NOT rolsuper)
        GROUP BY 1, 2
      )
      SELECT o.name || ': ' || coalesce(t.role || ' ' || t.what, 'nobody')
      FROM objects o LEFT JOIN told t ON t.name = o.name
      ORDER BY o.kind DESC, o.name COLLATE "C", t.role COLLATE "C"
      """;

  private final MigratedDatabase database = MigratedDatabase.fresh();

  @Test
  void everyObjectsPrivilegesWereDecided() throws IOException {
    List<String> actual = database.query(ACTUAL);
    if (System.getProperty("healthtrack.rewrite-privileges") != null) {
      Files.write(EXPECTED, actual);
    }
    assertEquals(
        String.join("\n", Files.readAllLines(EXPECTED)),
        String.join("\n", actual),
        "decide in R__privileges.sql who may touch what is new, then see the comment of this test");
  }

  @Test
  void partitionsAreReachedThroughTheirParentOnly() {
    assertEquals(
        List.of(),
        database.query(
            """
            SELECT c.relname FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
            WHERE c.relispartition AND a.grantee <> c.relowner
            """));
  }

  @Test
  void everyTableOfHealthIsUnderRowSecurityUnlessItIsAboutNobody() {
    assertEquals(
        List.of("device_models", "device_variants", "metric_types"),
        database.query(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'health'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND NOT relrowsecurity
            ORDER BY 1
            """));
  }

  @Test
  void viewsOfHealthAreTheCallersOrRestrictRowsThemselves() {
    assertEquals(
        List.of("devices_billed|{security_barrier=true}", "people_masked|{security_barrier=true}"),
        database.query(
            """
            SELECT relname, reloptions FROM pg_class
            WHERE relnamespace IN ('health'::regnamespace, 'audit'::regnamespace, 'care'::regnamespace)
              AND relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
            ORDER BY 1
            """));
  }

  @Test
  void functionsThatLendRightsFixWhereTheyLookForNames() {
    assertEquals(
        List.of(),
        database.query(
            """
            SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prosecdef AND n.nspname IN ('health', 'ops', 'analytics', 'audit', 'care')
              AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=pg_catalog%pg_temp')
            """));
  }

  @Test
  void twoDatabasesOfAServerMigrateAtTheSameMomentAndLetNobodyMakeTables() throws Exception {
    Stack stack = ClassStack.get();
    List<String> names =
        List.of(
            "guards_one_" + ProcessHandle.current().pid(),
            "guards_two_" + ProcessHandle.current().pid());
    try (ExecutorService services = Executors.newFixedThreadPool(2)) {
      List<Future<?>> starts =
          names.stream()
              .<Future<?>>map(name -> services.submit(() -> migrate(stack, name)))
              .toList();
      for (Future<?> start : starts) {
        start.get();
      }
    }
    for (String name : names) {
      assertEquals("42501", temporary(stack, name, "analyst"));
      assertEquals("42501", temporary(stack, name, "provider"));
      assertEquals("none", temporary(stack, name, "healthtrack_sink"));
    }
  }

  private static void migrate(Stack stack, String name) {
    stack.createDatabase(name);
    try (Database created =
        new Database(
            new DatabaseConfig(
                stack.jdbcUrl(name), stack.databaseUser(), stack.databasePassword()))) {
      created.migrate();
    }
  }

  private static String temporary(Stack stack, String name, String role) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                stack.jdbcUrl(name), stack.databaseUser(), stack.databasePassword());
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      try {
        statement.execute("CREATE TEMPORARY TABLE mine (a integer)");
        return "none";
      } catch (SQLException e) {
        return e.getSQLState();
      }
    }
  }
}
