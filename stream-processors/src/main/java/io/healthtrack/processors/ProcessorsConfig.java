package io.healthtrack.processors;

import io.healthtrack.processors.running.Member;
import io.healthtrack.processors.thresholds.ThresholdsSettings;
import io.healthtrack.processors.validation.ValidationSettings;
import io.healthtrack.processors.vitals.VitalsSettings;
import io.healthtrack.schemas.config.Settings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Configuration of the stream processors.
 *
 * @param run which topologies
 * @param bootstrapServers Kafka, as {@code host:port,host:port}
 * @param registry base address of the schema registry's Confluent-compatible interface
 * @param listen where health and metrics are served; port 0 takes a free one
 * @param stateDir where state is kept on disk; losing it costs a restoration, not data
 * @param member this process among those of the same topologies; an empty address means {@code
 *     listen}
 * @param kafka Kafka Streams settings, applied before those that our guarantees depend on
 * @param validation how readings are judged
 * @param thresholds how readings are turned into episodes
 * @param vitals who may ask for the newest readings
 */
public record ProcessorsConfig(
    Set<Part> run,
    String bootstrapServers,
    URI registry,
    InetSocketAddress listen,
    Path stateDir,
    Member member,
    Map<String, String> kafka,
    ValidationSettings validation,
    ThresholdsSettings thresholds,
    VitalsSettings vitals) {

  /** Port of health and metrics unless configured. */
  public static final int PORT = 17081;

  private static final String ALL =
      Arrays.stream(Part.values()).map(Part::code).collect(Collectors.joining(","));

  /** Copies the collections and refuses what cannot work. */
  public ProcessorsConfig {
    run = Set.copyOf(run);
    kafka = Map.copyOf(kafka);
    if (run.isEmpty()) {
      throw new IllegalArgumentException("processors.run names no topology");
    }
  }

  /** All topologies with the defaults. */
  public static ProcessorsConfig of(
      String bootstrapServers, URI registry, InetSocketAddress listen, Path stateDir) {
    return new ProcessorsConfig(
        EnumSet.allOf(Part.class),
        bootstrapServers,
        registry,
        listen,
        stateDir,
        new Member("1", "", 0),
        Map.of(),
        ValidationSettings.DEFAULTS,
        ThresholdsSettings.DEFAULTS,
        VitalsSettings.DEFAULTS);
  }

  /** The same, running only some topologies. */
  public ProcessorsConfig running(Set<Part> parts) {
    return new ProcessorsConfig(
        parts,
        bootstrapServers,
        registry,
        listen,
        stateDir,
        member,
        kafka,
        validation,
        thresholds,
        vitals);
  }

  /** The same, answering for vitals. */
  public ProcessorsConfig with(VitalsSettings answering) {
    return new ProcessorsConfig(
        run,
        bootstrapServers,
        registry,
        listen,
        stateDir,
        member,
        kafka,
        validation,
        thresholds,
        answering);
  }

  /** The same as another of several processes. */
  public ProcessorsConfig as(Member other) {
    return new ProcessorsConfig(
        run,
        bootstrapServers,
        registry,
        listen,
        stateDir,
        other,
        kafka,
        validation,
        thresholds,
        vitals);
  }

  /** Reads the keys that begin with {@code processors.} and refuses unknown ones. */
  public static ProcessorsConfig from(Settings settings) {
    ValidationSettings validation = ValidationSettings.DEFAULTS;
    ProcessorsConfig config =
        new ProcessorsConfig(
            Part.parse(settings.text("processors.run", ALL)),
            settings.text("processors.bootstrap.servers", "127.0.0.1:17092"),
            settings.uri(
                "processors.registry.url", URI.create("http://127.0.0.1:17083/apis/ccompat/v7")),
            new InetSocketAddress(
                settings.text("processors.listen.host", "127.0.0.1"),
                settings.number("processors.listen.port", PORT)),
            settings.path("processors.state.dir", Path.of("state")),
            new Member(
                settings.text("processors.instance", "1"),
                settings.text("processors.advertised", ""),
                settings.number("processors.standby.replicas", 0)),
            settings.section("processors.kafka"),
            new ValidationSettings(
                settings.duration("processors.validation.ahead", validation.ahead()),
                settings.duration("processors.validation.horizon", validation.horizon()),
                settings.number("processors.validation.ids.per.bucket", validation.idsPerBucket()),
                Boolean.parseBoolean(
                    settings.text("processors.validation.table.may.be.older", "false"))),
            ThresholdsSettings.from(settings),
            new VitalsSettings(
                settings.secret("processors.vitals.token"),
                settings.number("processors.vitals.streams", VitalsSettings.DEFAULTS.streams())));
    settings.refuseUnknown();
    return config;
  }
}
