package io.healthtrack.sink.dictionary;

import io.healthtrack.sink.MigratedDatabase;
import java.util.List;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What a migrated database says of itself; partitions and Flyway's own table are left out. */
public final class DatabaseCatalogue {

  private static final String RELATIONS =
      """
      SELECT n.nspname AS schema, c.relname AS name, c.relkind IN ('v', 'm') AS view,
             c.relkind = 'p' AS partitioned, obj_description(c.oid, 'pg_class') AS comment
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit') AND c.relkind IN ('r', 'p', 'v', 'm')
        AND NOT c.relispartition AND c.relname <> 'flyway_schema_history'
      ORDER BY array_position(ARRAY['health', 'analytics', 'reporting', 'ops', 'audit'], n.nspname::text), c.relname
      """;

  private static final String COLUMNS =
      """
      SELECT n.nspname || '.' || c.relname AS relation, a.attname AS name,
             replace(replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
                     'time without time zone', 'time') AS type,
             a.attnotnull AS required,
             EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)) AS key,
             EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0 AND a.attnum = ANY (k.conkey)) AS foreign_key,
             col_description(c.oid, a.attnum) AS comment
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit') AND c.relkind IN ('r', 'p', 'v', 'm')
        AND NOT c.relispartition AND c.relname <> 'flyway_schema_history' AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attrelid, a.attnum
      """;

  private static final String LINKS =
      """
      SELECT cn.nspname || '.' || c.relname AS child, pn.nspname || '.' || p.relname AS parent,
             (SELECT string_agg(a.attname, ', ' ORDER BY k.place)
              FROM unnest(f.conkey) WITH ORDINALITY k (number, place)
              JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number) AS columns,
             (SELECT bool_and(a.attnotnull) FROM pg_attribute a WHERE a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)) AS required,
             EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = f.conrelid AND k.contype = 'p'
                       AND k.conkey <@ f.conkey AND k.conkey @> f.conkey) AS one,
             f.conenforced AS enforced
      FROM pg_constraint f
      JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
      JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE f.contype = 'f' AND f.conparentid = 0 AND NOT c.relispartition
        AND cn.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit')
      ORDER BY pn.nspname, p.relname, cn.nspname, c.relname, f.conname
      """;

  private static final String ROUTINES =
      """
      SELECT n.nspname AS schema, n.nspname || '.' || r.proname AS name, pg_get_function_identity_arguments(r.oid) AS arguments,
             CASE WHEN r.prokind = 'p' THEN 'procedure' WHEN r.prorettype = 'trigger'::regtype THEN 'trigger'
                  ELSE 'function' END AS kind,
             obj_description(r.oid, 'pg_proc') AS comment
      FROM pg_proc r JOIN pg_namespace n ON n.oid = r.pronamespace
      WHERE n.nspname IN ('health', 'ops', 'analytics', 'reporting', 'audit')
      ORDER BY array_position(ARRAY['health', 'analytics', 'reporting', 'ops', 'audit'], n.nspname::text), r.proname, pg_get_function_identity_arguments(r.oid) COLLATE "C"
      """;

  /** A table or a view. */
  public record Relation(
      String schema, String name, boolean view, boolean partitioned, String comment) {
    String qualified() {
      return schema + "." + name;
    }
  }

  /** A column of either. */
  public record Column(
      String relation,
      String name,
      String type,
      boolean required,
      boolean key,
      boolean foreignKey,
      String comment) {}

  /** A foreign key. {@code one} when a parent has one child at most. */
  public record Link(
      String child,
      String parent,
      String columns,
      boolean required,
      boolean one,
      boolean enforced) {}

  /** A function or a procedure. */
  public record Routine(
      String schema, String name, String arguments, String kind, String comment) {}

  final List<Relation> relations;
  final List<Column> columns;
  final List<Link> links;
  final List<Routine> routines;

  DatabaseCatalogue(MigratedDatabase database) {
    relations = read(database, Relation.class, RELATIONS);
    columns = read(database, Column.class, COLUMNS);
    links = read(database, Link.class, LINKS);
    routines = read(database, Routine.class, ROUTINES);
  }

  List<Column> columns(Relation relation) {
    return columns.stream().filter(c -> c.relation().equals(relation.qualified())).toList();
  }

  private static <T> List<T> read(MigratedDatabase database, Class<T> type, String query) {
    return database
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).map(ConstructorMapper.of(type)).list());
  }
}
