package io.healthtrack.gateway;

import io.healthtrack.gateway.limits.CredentialLimits;
import io.healthtrack.gateway.oauth.OAuthConfig;
import io.healthtrack.gateway.tls.TlsConfig;
import io.healthtrack.gateway.tracing.DatabaseAccess;
import io.healthtrack.gateway.vitals.VitalsAccess;
import io.healthtrack.schemas.config.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything an operator decides about a gateway.
 *
 * @param listen where it listens
 * @param bootstrapServers the Kafka cluster
 * @param registry base address of the schema registry's Confluent-compatible interface
 * @param state folder of the directory's store and of the API keys' hashes
 * @param limits what it takes on
 * @param access who may use it, how much, and through what
 * @param database where to ask for a reading's place; empty for nowhere
 * @param vitals whom to ask for newest readings; empty for nobody
 * @param ticks how often it writes the clock by which silence is judged
 * @param kafka settings for the Kafka clients, applied before those our promises depend on
 */
public record GatewayConfig(
    Listen listen,
    String bootstrapServers,
    URI registry,
    Path state,
    Limits limits,
    Access access,
    Optional<DatabaseAccess> database,
    Optional<VitalsAccess> vitals,
    Duration ticks,
    Map<String, String> kafka) {

  /** How often the clock ticks unless it is said. */
  public static final Duration TICKS = Duration.ofSeconds(5);

  /** A clock that stood still for a minute counts as an outage. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /**
   * Where to listen.
   *
   * @param host loopback unless an operator decides otherwise
   * @param port 0 takes a free one
   * @param plain whether plain HTTP may be spoken beyond loopback, because something before the
   *     gateway speaks TLS
   */
  public record Listen(String host, int port, boolean plain) {
    /** Without plain HTTP beyond loopback. */
    public Listen(String host, int port) {
      this(host, port, false);
    }

    /** Checks the port. */
    public Listen {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("gateway.listen.port must be between 0 and 65535");
      }
    }
  }

  /**
   * What one gateway takes on.
   *
   * @param bodyBytes bytes of one request's body, after decompression
   * @param inFlightBytes bytes of all bodies at once; beyond it callers get 503
   * @param readings readings in one request
   * @param acknowledgement how long the broker may take; beyond it callers get 503
   * @param streams streams of alerts open at once; beyond it callers get 503
   */
  public record Limits(
      int bodyBytes, int inFlightBytes, int readings, Duration acknowledgement, int streams) {
    /** 10 MB, 64 MB, 10,000 readings, 10 s, 5,000 streams. */
    public static final Limits DEFAULT =
        new Limits(10_000_000, 64_000_000, 10_000, Duration.ofSeconds(10), 5_000);

    /** With the usual limit of streams. */
    public Limits(int bodyBytes, int inFlightBytes, int readings, Duration acknowledgement) {
      this(bodyBytes, inFlightBytes, readings, acknowledgement, 5_000);
    }

    /** Checks that one request fits. */
    public Limits {
      if (bodyBytes < 1 || inFlightBytes < bodyBytes) {
        throw new IllegalArgumentException(
            "gateway.limits.in.flight.bytes must be at least gateway.limits.body.bytes, and both positive");
      }
      if (readings < 1) {
        throw new IllegalArgumentException("gateway.limits.readings must be positive");
      }
      if (acknowledgement.toMillis() < 1_000) {
        throw new IllegalArgumentException("gateway.limits.acknowledgement must be at least 1s");
      }
      if (streams < 0) {
        throw new IllegalArgumentException("gateway.limits.streams must not be negative");
      }
    }
  }

  /**
   * Who may use the gateway, how much, and through what.
   *
   * @param credentials limits of each credential
   * @param tokens whose bearer tokens are taken beside API keys; empty for nobody's
   * @param tls where the certificate lies; empty for plain HTTP
   */
  public record Access(
      CredentialLimits credentials, Optional<OAuthConfig> tokens, Optional<TlsConfig> tls) {
    /** API keys with generous limits, over plain HTTP. */
    public static final Access DEFAULT =
        new Access(CredentialLimits.DEFAULT, Optional.empty(), Optional.empty());
  }

  /** With API keys only, over plain HTTP. */
  public GatewayConfig(
      Listen listen,
      String bootstrapServers,
      URI registry,
      Path state,
      Limits limits,
      Map<String, String> kafka) {
    this(
        listen, bootstrapServers, registry, state, limits, Access.DEFAULT, Optional.empty(), kafka);
  }

  /** With nobody to ask for newest readings, and the usual clock. */
  public GatewayConfig(
      Listen listen,
      String bootstrapServers,
      URI registry,
      Path state,
      Limits limits,
      Access access,
      Optional<DatabaseAccess> database,
      Map<String, String> kafka) {
    this(
        listen,
        bootstrapServers,
        registry,
        state,
        limits,
        access,
        database,
        Optional.empty(),
        TICKS,
        kafka);
  }

  /** The same with stream processors to ask for newest readings. */
  public GatewayConfig with(VitalsAccess asked) {
    return new GatewayConfig(
        listen,
        bootstrapServers,
        registry,
        state,
        limits,
        access,
        database,
        Optional.of(asked),
        ticks,
        kafka);
  }

  /** The same with a database to ask for a reading's place. */
  public GatewayConfig with(DatabaseAccess asked) {
    return new GatewayConfig(
        listen,
        bootstrapServers,
        registry,
        state,
        limits,
        access,
        Optional.of(asked),
        vitals,
        ticks,
        kafka);
  }

  /** Checks that nothing is missing, and that no key travels readable for others. */
  public GatewayConfig {
    Objects.requireNonNull(listen, "gateway.listen");
    Objects.requireNonNull(bootstrapServers, "gateway.bootstrap.servers");
    Objects.requireNonNull(registry, "gateway.registry");
    Objects.requireNonNull(state, "gateway.state");
    Objects.requireNonNull(limits, "gateway.limits");
    Objects.requireNonNull(access, "gateway access");
    Objects.requireNonNull(database, "gateway.database");
    Objects.requireNonNull(vitals, "gateway.vitals");
    if (ticks.compareTo(Duration.ofMillis(100)) < 0 || ticks.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("gateway.ticks.interval must be between 100ms and 30s");
    }
    if (access.tls().isEmpty() && !listen.plain() && !loopback(listen.host())) {
      throw new IllegalArgumentException(
          "gateway.listen.host is not loopback, and keys would travel in plain: set"
              + " gateway.tls.certificate and gateway.tls.key, or gateway.listen.plain=true where"
              + " something before the gateway speaks TLS");
    }
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads the settings.
   *
   * @throws io.healthtrack.schemas.config.SettingException naming the key that cannot be used
   */
  public static GatewayConfig from(Settings settings) {
    GatewayConfig config =
        new GatewayConfig(
            new Listen(
                settings.text("gateway.listen.host", "127.0.0.1"),
                settings.number("gateway.listen.port", 17_080),
                settings.flag("gateway.listen.plain", false)),
            settings.text("gateway.bootstrap.servers", "127.0.0.1:17092"),
            settings.uri("gateway.registry", URI.create("http://127.0.0.1:17083/apis/ccompat/v7")),
            settings.path("gateway.state", Path.of("gateway-state")),
            new Limits(
                settings.number("gateway.limits.body.bytes", Limits.DEFAULT.bodyBytes()),
                settings.number("gateway.limits.in.flight.bytes", Limits.DEFAULT.inFlightBytes()),
                settings.number("gateway.limits.readings", Limits.DEFAULT.readings()),
                settings.duration(
                    "gateway.limits.acknowledgement", Limits.DEFAULT.acknowledgement()),
                settings.number("gateway.limits.streams", Limits.DEFAULT.streams())),
            new Access(
                CredentialLimits.from(settings),
                OAuthConfig.from(settings),
                TlsConfig.from(settings)),
            DatabaseAccess.from(settings),
            VitalsAccess.from(settings),
            settings.duration("gateway.ticks.interval", TICKS),
            settings.section("gateway.kafka"));
    settings.refuseUnknown();
    return config;
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
