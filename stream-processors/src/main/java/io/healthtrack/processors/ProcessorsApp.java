package io.healthtrack.processors;

import io.healthtrack.processors.registry.RegistryTopology;
import io.healthtrack.processors.running.GuaranteedSettings;
import io.healthtrack.processors.running.Member;
import io.healthtrack.processors.running.OperatorTimes;
import io.healthtrack.processors.running.Pace;
import io.healthtrack.processors.running.StartupCheck;
import io.healthtrack.processors.running.SupervisedStreams;
import io.healthtrack.processors.thresholds.ThresholdsTopology;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.processors.vitals.LiveVitals;
import io.healthtrack.processors.vitals.VitalsDesk;
import io.healthtrack.processors.vitals.VitalsEndpoint;
import io.healthtrack.processors.vitals.VitalsTopology;
import io.healthtrack.processors.windows.WindowsTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import io.healthtrack.schemas.serde.RegistryClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;

/** The stream processors of one process. */
public final class ProcessorsApp implements AutoCloseable {

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<SupervisedStreams> applications = new CopyOnWriteArrayList<>();
  private final LiveVitals live = new LiveVitals(meters);
  private final OperationsEndpoint operations;
  private volatile boolean started;

  private ProcessorsApp(ProcessorsConfig config) {
    StartupCheck check = new StartupCheck(config.bootstrapServers());
    check.requireTopics();
    // First, because other processes are told the port that it took.
    operations = OperationsEndpoint.start(config.listen(), this::health, meters::scrape);
    try {
      start(config, check);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    started = true;
  }

  /**
   * Starts the configured topologies; they are ready a moment later.
   *
   * @throws IllegalStateException if topics are missing or have another partition count
   */
  public static ProcessorsApp create(ProcessorsConfig config) {
    return new ProcessorsApp(config);
  }

  /** Whether every topology processes records. */
  public boolean ready() {
    return started && applications.stream().allMatch(SupervisedStreams::running);
  }

  /** Where health, metrics and vitals are served. */
  public URI address() {
    return operations.address();
  }

  /** Changelog records that the last restoration of a topology read. */
  public long lastRestored(Part part) {
    return applications.stream()
        .filter(application -> application.name().equals(part.code()))
        .mapToLong(SupervisedStreams::lastRestored)
        .sum();
  }

  @Override
  public void close() {
    live.stop();
    operations.close();
    // All at once: each takes its time to commit and to close its stores.
    applications.forEach(SupervisedStreams::stop);
    applications.forEach(SupervisedStreams::close);
    meters.close();
  }

  private void start(ProcessorsConfig config, StartupCheck check) {
    RegistryClient schemas = RegistryClient.http(config.registry());
    MetricCatalogue catalogue = MetricCatalogue.load();
    Member member = member(config);
    for (Part part : config.run()) {
      OperatorTimes times = new OperatorTimes(meters, part.code());
      switch (part) {
        case REGISTRY -> {
          RegistryTopology registry = new RegistryTopology(schemas, catalogue::byCode);
          run(
              config,
              check,
              member,
              part,
              RegistryTopology.APPLICATION_ID,
              () -> registry.build(times));
        }
        case VALIDATION ->
            run(
                config,
                check,
                member,
                part,
                ValidationTopology.APPLICATION_ID,
                () -> validation(config, schemas, catalogue, check, times));
        case WINDOWS -> {
          WindowsTopology windows = new WindowsTopology(schemas, catalogue);
          run(
              config,
              check,
              member,
              part,
              WindowsTopology.APPLICATION_ID,
              () -> windows.build(times));
        }
        case THRESHOLDS -> {
          ThresholdsTopology thresholds =
              new ThresholdsTopology(schemas, catalogue, config.thresholds(), meters);
          run(
              config,
              check,
              member,
              part,
              ThresholdsTopology.APPLICATION_ID,
              () -> thresholds.build(times));
        }
        case VITALS -> {
          VitalsTopology vitals = new VitalsTopology(schemas, catalogue, live, meters);
          SupervisedStreams running =
              run(
                  config,
                  check,
                  member,
                  part,
                  VitalsTopology.APPLICATION_ID,
                  () -> vitals.build(times));
          serve(config, catalogue, running, member);
        }
      }
    }
  }

  private SupervisedStreams run(
      ProcessorsConfig config,
      StartupCheck check,
      Member member,
      Part part,
      String applicationId,
      Supplier<Topology> topology) {
    check.boundChangelogs(applicationId);
    SupervisedStreams application =
        SupervisedStreams.start(
            part.code(),
            topology,
            GuaranteedSettings.of(
                applicationId,
                config.bootstrapServers(),
                config.stateDir(),
                member,
                config.kafka(),
                pace(part)),
            meters);
    applications.add(application);
    return application;
  }

  private static Pace pace(Part part) {
    return switch (part) {
      case REGISTRY, VALIDATION, THRESHOLDS -> Pace.AT_ONCE;
      // Told every ten seconds.
      case WINDOWS -> Pace.UNHURRIED;
      case VITALS -> Pace.LIVE;
    };
  }

  private void serve(
      ProcessorsConfig config, MetricCatalogue catalogue, SupervisedStreams vitals, Member self) {
    if (config.vitals().token() != null) {
      VitalsDesk desk = new VitalsDesk(vitals, HostInfo.buildFromEndpoint(self.advertised()));
      operations.serve(
          VitalsEndpoint.PATH, new VitalsEndpoint(desk, live, config.vitals(), catalogue));
    }
  }

  private Member member(ProcessorsConfig config) {
    return config.member().advertised().isEmpty()
        ? config.member().at(operations.address().getAuthority())
        : config.member();
  }

  private Topology validation(
      ProcessorsConfig config,
      RegistryClient schemas,
      MetricCatalogue catalogue,
      StartupCheck check,
      OperatorTimes times) {
    Set<Integer> neverWritten = check.neverWritten();
    return new ValidationTopology(
            schemas, catalogue, config.validation(), neverWritten::contains, meters)
        .build(times);
  }

  private Health health() {
    Map<String, String> states = new TreeMap<>();
    applications.forEach(application -> states.put(application.name(), application.state()));
    return new Health(applications.stream().noneMatch(SupervisedStreams::broken), ready(), states);
  }
}
