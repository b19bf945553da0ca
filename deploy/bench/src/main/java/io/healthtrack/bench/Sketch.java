package io.healthtrack.bench;

import java.util.List;
import java.util.Map;

/**
 * What is drawn of a scenario.
 *
 * @param title of the picture
 * @param groups of rates that belong beside each other
 * @param notes what must be known to read it
 */
record Sketch(String title, List<Group> groups, List<String> notes) {

  private static final String COLD = "_cold";
  private static final String ANY = "*";

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("bare_producer", "bare Kafka producer (limit)"),
          Map.entry("door", "the gateway, batches of 100"),
          Map.entry("one_per_request", "the gateway, one a request"),
          Map.entry("validation_loop", "bare copy loop (limit)"),
          Map.entry("together_loop", "bare copy loop (limit)"),
          Map.entry("validation", "validation"),
          Map.entry("together", "validation, windows, thresholds"),
          Map.entry("copy", "pre-encoded binary COPY (limit)"),
          Map.entry("sink", "our sink, with everything"),
          Map.entry("sink_rows", "our sink, rows alone"),
          Map.entry("upsert", "pgjdbc, batched upserts"),
          Map.entry("as_it_is", "as it is"),
          Map.entry("write", "our codec"),
          Map.entry("read", "our codec"),
          Map.entry("avro_write", "plain Avro"),
          Map.entry("avro_read", "plain Avro"));

  /** Copies the lists. */
  Sketch {
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /**
   * Rates beside each other.
   *
   * @param limit whose rate is the limit, by its number's name without the end
   * @param names of all, beginnings with a star behind them; empty for whatever there is
   * @param own which of them are ours
   */
  record Group(String heading, String measure, String limit, List<String> names, List<String> own) {
    Group {
      names = List.copyOf(names);
      own = List.copyOf(own);
    }

    /** Whether it is drawn here; how a process that just started did is told in the table. */
    boolean holds(String name) {
      if (name.endsWith(COLD)) {
        return false;
      }
      return names.isEmpty()
          || names.stream()
              .anyMatch(
                  known ->
                      known.endsWith(ANY)
                          ? name.startsWith(known.substring(0, known.length() - 1))
                          : known.equals(name));
    }

    boolean ours(String name) {
      return own.contains(name);
    }
  }

  /** Of a scenario; of one that nobody sketched, whatever rates it has. */
  static Sketch of(String scenario) {
    return switch (scenario) {
      case "gateway" ->
          new Sketch(
              "Through the gateway's door",
              List.of(
                  new Group(
                      "Acknowledged readings a second",
                      "readings a second",
                      "bare_producer",
                      List.of("bare_producer", "door", "one_per_request"),
                      List.of("door", "one_per_request"))),
              List.of("Gateway, broker and load share the machine."));
      case "streams" ->
          new Sketch(
              "Through the stream processors",
              List.of(
                  new Group(
                      "Validation alone",
                      "readings a second",
                      "validation_loop",
                      List.of("validation_loop", "validation"),
                      List.of("validation")),
                  new Group(
                      "Validation, windows and thresholds in one process",
                      "readings a second",
                      "together_loop",
                      List.of("together_loop", "together"),
                      List.of("together"))),
              List.of(
                  "The loop consumes, copies, writes one changelog record each, and commits every 50 ms in a transaction."));
      case "sink" ->
          new Sketch(
              "Readings into the table",
              List.of(
                  new Group(
                      "Rows a second, the same readings",
                      "rows a second",
                      "copy",
                      List.of("copy", "sink", "sink_rows", "debezium*", "upsert"),
                      List.of("sink", "sink_rows")),
                  new Group(
                      "Debezium's configurations, over a tenth of the readings",
                      "rows a second",
                      "",
                      List.of("qualifying*"),
                      List.of())),
              List.of("Broker, database and contender share the machine; fsync is on."));
      case "keys" ->
          new Sketch(
              "Shapes that the hot table could have",
              List.of(
                  new Group(
                      "Rows a second by sorted binary COPY",
                      "rows a second",
                      "",
                      List.of(),
                      List.of("as_it_is"))),
              List.of());
      case "serde" ->
          new Sketch(
              "Readings to bytes and back",
              List.of(
                  new Group(
                      "Written a second by one core",
                      "readings a second",
                      "",
                      List.of("write", "avro_write"),
                      List.of("write")),
                  new Group(
                      "Read a second by one core",
                      "readings a second",
                      "",
                      List.of("read", "avro_read"),
                      List.of("read"))),
              List.of());
      case "queries" -> new Sketch("What screens and analysts ask", List.of(), List.of());
      case "pipeline" ->
          new Sketch(
              "Everything on one machine",
              List.of(),
              List.of(
                  "Gateway, processors, sink, broker, database, registry and load share the machine. Latencies count from when a request was due."));
      default ->
          new Sketch(
              scenario, List.of(new Group("A second", "", "", List.of(), List.of())), List.of());
    };
  }

  /** For people. */
  static String label(String name) {
    return LABELS.getOrDefault(name, name.replaceFirst("^qualifying_", "").replace('_', ' '));
  }
}
