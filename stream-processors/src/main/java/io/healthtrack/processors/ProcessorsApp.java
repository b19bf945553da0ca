package io.healthtrack.processors;

import io.healthtrack.processors.registry.RegistryTopology;
import io.healthtrack.processors.running.GuaranteedSettings;
import io.healthtrack.processors.running.StartupCheck;
import io.healthtrack.processors.running.SupervisedStreams;
import io.healthtrack.processors.thresholds.ThresholdsTopology;
import io.healthtrack.processors.validation.ValidationTopology;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import io.healthtrack.schemas.serde.RegistryClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/** The stream processors of one process. */
public final class ProcessorsApp implements AutoCloseable {

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<SupervisedStreams> applications = new ArrayList<>();
  private final OperationsEndpoint operations;

  private ProcessorsApp(ProcessorsConfig config) {
    StartupCheck check = new StartupCheck(config.bootstrapServers());
    check.requireTopics();
    RegistryClient schemas = RegistryClient.http(config.registry());
    MetricCatalogue catalogue = MetricCatalogue.load();
    for (Part part : config.run()) {
      applications.add(
          switch (part) {
            case REGISTRY ->
                start(
                    config,
                    check,
                    part,
                    RegistryTopology.APPLICATION_ID,
                    new RegistryTopology(schemas, code -> catalogue.byCode(code).isPresent())
                        ::build);
            case VALIDATION ->
                start(
                    config,
                    check,
                    part,
                    ValidationTopology.APPLICATION_ID,
                    () -> validation(config, schemas, catalogue, check));
            case THRESHOLDS ->
                start(
                    config,
                    check,
                    part,
                    ThresholdsTopology.APPLICATION_ID,
                    new ThresholdsTopology(schemas, catalogue, config.thresholds(), meters)::build);
          });
    }
    operations = OperationsEndpoint.start(config.listen(), this::health, meters::scrape);
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
    return applications.stream().allMatch(SupervisedStreams::running);
  }

  /** Where health and metrics are served. */
  public URI address() {
    return operations.address();
  }

  @Override
  public void close() {
    operations.close();
    applications.reversed().forEach(SupervisedStreams::close);
    meters.close();
  }

  private SupervisedStreams start(
      ProcessorsConfig config,
      StartupCheck check,
      Part part,
      String applicationId,
      Supplier<Topology> topology) {
    check.boundChangelogs(applicationId);
    return SupervisedStreams.start(
        part.code(),
        topology,
        GuaranteedSettings.of(
            applicationId,
            config.bootstrapServers(),
            config.stateDir(),
            config.instance(),
            config.kafka()),
        meters);
  }

  private static Topology validation(
      ProcessorsConfig config,
      RegistryClient schemas,
      MetricCatalogue catalogue,
      StartupCheck check) {
    Set<Integer> neverWritten = check.neverWritten();
    return new ValidationTopology(schemas, catalogue, config.validation(), neverWritten::contains)
        .build();
  }

  private Health health() {
    Map<String, String> states = new TreeMap<>();
    applications.forEach(application -> states.put(application.name(), application.state()));
    return new Health(applications.stream().noneMatch(SupervisedStreams::broken), ready(), states);
  }
}
