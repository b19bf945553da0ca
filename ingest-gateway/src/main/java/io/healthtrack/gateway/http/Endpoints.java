package io.healthtrack.gateway.http;

import io.healthtrack.gateway.directory.Directory;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import io.healthtrack.schemas.operations.Health;
import io.healthtrack.schemas.operations.OperationsEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** Who answers what. */
final class Endpoints {

  private final ReadingsEndpoint readings;
  private final TraceEndpoint trace;
  private final VitalsEndpoints vitals;
  private final RegistryEndpoints registry;
  private final WearerEndpoints wearers;
  private final ConsentEndpoints consents;
  private final ErasureEndpoint erasure;
  private final CredentialEndpoints credentials;
  private final AlertEndpoints alerts;
  private final AlertStreamEndpoint alertStream;
  private final PublishedContract contract = new PublishedContract();
  private final Supplier<Health> health;
  private final GatewayMetrics metrics;

  Endpoints(HttpServer.Parts parts, VitalsStreams streams) {
    Changes changes = new Changes(parts.feed(), parts.publisher(), parts.desk(), parts.budget());
    Directory directory = parts.feed().directory();
    readings =
        new ReadingsEndpoint(
            new ReadingsEndpoint.Limits(parts.bodyBytes(), parts.readings()),
            parts.budget(),
            parts.feed(),
            parts.publisher(),
            parts.tracer(),
            parts.metrics(),
            parts.entrance());
    trace = new TraceEndpoint(parts.tracer(), directory);
    vitals = new VitalsEndpoints(changes, directory, parts.vitals(), streams, parts.entrance());
    registry = new RegistryEndpoints(changes, directory);
    wearers = new WearerEndpoints(changes, directory);
    consents = new ConsentEndpoints(changes, directory);
    erasure = new ErasureEndpoint(changes, directory);
    credentials = new CredentialEndpoints(changes, directory);
    alerts = new AlertEndpoints(parts.alerts(), parts.publisher(), changes);
    alertStream =
        new AlertStreamEndpoint(
            parts.alerts(), parts.entrance(), parts.metrics().alerts(), parts.streams());
    health = parts.health();
    metrics = parts.metrics();
  }

  Endpoint of(Operation operation) {
    return switch (operation) {
      case POST_READINGS -> readings;
      case GET_READING -> trace;
      case GET_VITALS -> vitals::latest;
      case GET_VITALS_STREAM -> vitals::follow;
      case PUT_USER -> registry::putUser;
      case GET_USER -> registry::getUser;
      case DELETE_USER -> erasure;
      case PUT_CONSENT -> consents::put;
      case GET_CONSENTS -> consents::get;
      case DELETE_CONSENT -> consents::delete;
      case PUT_DEVICE -> registry::putDevice;
      case GET_DEVICE -> registry::getDevice;
      case DELETE_DEVICE -> registry::deleteDevice;
      case PUT_ASSIGNMENT -> wearers::put;
      case DELETE_ASSIGNMENT -> wearers::withdraw;
      case CORRECT_ASSIGNMENT -> wearers::correct;
      case PUT_THRESHOLD -> registry::putThreshold;
      case GET_THRESHOLD -> registry::getThreshold;
      case DELETE_THRESHOLD -> registry::endThreshold;
      case POST_CREDENTIAL -> credentials::create;
      case GET_CREDENTIALS -> credentials::list;
      case GET_CREDENTIAL -> credentials::get;
      case DELETE_CREDENTIAL -> credentials::revoke;
      case GET_ALERTS -> alerts::list;
      case GET_ALERT_STREAM -> alertStream;
      case GET_ALERT -> alerts::get;
      case ACKNOWLEDGE_ALERT -> alerts::acknowledge;
      case SILENCE_ALERT -> alerts::silence;
      case GET_METRICS -> request -> Documents.of(MetricCatalogue.load().all());
      case HEALTH -> request -> health(health.get(), false);
      case READY -> request -> health(health.get(), true);
      case METRICS -> request -> scrape();
      case OPENAPI -> request -> contract.openApi();
      case ASYNCAPI -> request -> contract.asyncApi();
      case PAGE -> request -> contract.page();
    };
  }

  private static Answer health(Health health, boolean readiness) {
    boolean well = readiness ? health.ready() : health.alive();
    return Answer.json(well ? 200 : 503, OperationsEndpoint.json(well, health.details()));
  }

  private Answer scrape() {
    return new Answer(
        200, Answer.METRICS, metrics.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
