package io.healthtrack.gateway.http;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.access.Credential;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.formats.DamagedFileException;
import io.healthtrack.gateway.formats.FormatException;
import io.healthtrack.gateway.formats.MalformedJsonException;
import io.healthtrack.gateway.formats.TooLargeException;
import io.healthtrack.gateway.formats.WrongHeaderException;
import io.healthtrack.gateway.formats.ZoneRequiredException;
import io.healthtrack.gateway.intake.Intake;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.publishing.PublishingException;
import io.healthtrack.gateway.tracing.Tracer;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code POST /v1/readings}: an answer means that the broker acknowledged what it calls accepted.
 */
final class ReadingsEndpoint implements Endpoint {

  /**
   * What a reading is taken to cost between being parsed and being acknowledged: draft, record and
   * bytes of the producer. An estimate from their fields, not a measurement.
   */
  private static final int HEAP_OF_A_READING = 1_024;

  private final Limits limits;
  private final ByteBudget budget;
  private final DirectoryFeed feed;
  private final Publisher publisher;
  private final Tracer tracer;
  private final GatewayMetrics metrics;
  private final Entrance entrance;
  private final MetricCatalogue catalogue = MetricCatalogue.load();

  /** How much of one request is taken on. */
  record Limits(int bytes, int readings) {}

  ReadingsEndpoint(
      Limits limits,
      ByteBudget budget,
      DirectoryFeed feed,
      Publisher publisher,
      Tracer tracer,
      GatewayMetrics metrics,
      Entrance entrance) {
    this.limits = limits;
    this.budget = budget;
    this.feed = feed;
    this.publisher = publisher;
    this.tracer = tracer;
    this.metrics = metrics;
    this.entrance = entrance;
  }

  @Override
  public Answer answer(Request request) {
    if (!feed.caughtUp()) {
      // Before that, "unknown device" might be a lie.
      throw Problem.unavailable("not-ready", "the gateway is still reading who wears what")
          .toException();
    }
    boolean dryRun = request.flag("dry_run");
    if (!dryRun && publisher.congested()) {
      // Said at once, before the body is read, instead of a time-out later.
      throw Problem.unavailable(
              "broker-slow", "the broker is behind; send the same request again, which is safe")
          .toException();
    }
    BodyFormat format = BodyFormat.of(request);
    Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Submission submission =
        new Submission(
            new Intake(catalogue, feed.directory(), request.tenant(), receivedAt, format.name()),
            limits.readings());
    try (Body body = Body.read(request.http(), limits.bytes(), budget)) {
      metrics.body(request.tenant(), body.length());
      parse(request, format, body, submission);
    }
    if (!dryRun) {
      publish(request.credential(), submission.readings());
    }
    BatchAnswer answer = submission.answer(dryRun);
    if (!dryRun) {
      metrics.verdicts(
          request.tenant(), answer.accepted(), answer.duplicate(), answer.rejections());
    }
    return answer.toAnswer();
  }

  private void parse(Request request, BodyFormat format, Body body, Submission submission) {
    try {
      if (format.isNative()) {
        submission.readNative(body);
      } else {
        submission.readFile(request, format, body, limits.bytes());
      }
    } catch (FormatException e) {
      throw problem(e).toException();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  private static Problem problem(FormatException failure) {
    return switch (failure) {
      case MalformedJsonException json ->
          Problem.malformed(json.getMessage(), json.line(), json.column());
      case TooLargeException large -> Problem.tooLarge(large.getMessage());
      case ZoneRequiredException zone ->
          Problem.field(
              422,
              "zone-required",
              "zone",
              "these are local times without a zone: say where the wearer's clock ran,"
                  + " such as ?zone=America/New_York");
      case WrongHeaderException header ->
          Problem.field(422, "wrong-header", "layout", header.getMessage());
      case DamagedFileException damage ->
          Problem.of(400, "damaged-file", "The file cannot be read", damage.getMessage());
    };
  }

  /** Counted first, all or nothing; what does not become durable here was not asked for. */
  private void publish(Credential credential, List<Reading> readings) {
    if (readings.isEmpty()) {
      return;
    }
    entrance.count(credential, readings.size());
    boolean published = false;
    try {
      publish(credential.tenant(), readings);
      published = true;
    } finally {
      if (!published) {
        entrance.uncount(credential, readings.size());
      }
    }
  }

  private void publish(String tenant, List<Reading> readings) {
    long heap = (long) HEAP_OF_A_READING * readings.size();
    if (!budget.tryTake(heap)) {
      throw Problem.unavailable(
              "overloaded", "the gateway holds as many readings as it may; send this again")
          .toException();
    }
    long begun = System.nanoTime();
    try {
      publisher.publish(readings);
    } catch (PublishingException e) {
      metrics.unconfirmed(tenant, readings.size());
      throw e;
    } finally {
      budget.giveBack(heap);
    }
    metrics.acknowledged(System.nanoTime() - begun);
    tracer.published(readings);
  }
}
