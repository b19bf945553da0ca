package io.healthtrack.gateway.http;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.formats.FormatException;
import io.healthtrack.gateway.formats.MalformedJsonException;
import io.healthtrack.gateway.formats.NativeJson;
import io.healthtrack.gateway.intake.Intake;
import io.healthtrack.gateway.intake.Verdict;
import io.healthtrack.gateway.metrics.GatewayMetrics;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.publishing.PublishingException;
import io.healthtrack.schemas.metrics.MetricCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code POST /v1/readings}: an answer means that the broker acknowledged what it calls accepted.
 */
final class ReadingsEndpoint implements Endpoint {

  private static final String SOURCE = "http-json";
  private static final int CHARACTERS = 256;

  private final Limits limits;
  private final ByteBudget budget;
  private final DirectoryFeed feed;
  private final Publisher publisher;
  private final GatewayMetrics metrics;
  private final MetricCatalogue catalogue = MetricCatalogue.load();

  /** How much of one request is taken on. */
  record Limits(int bytes, int readings) {}

  ReadingsEndpoint(
      Limits limits,
      ByteBudget budget,
      DirectoryFeed feed,
      Publisher publisher,
      GatewayMetrics metrics) {
    this.limits = limits;
    this.budget = budget;
    this.feed = feed;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  @Override
  public Answer answer(Request request) {
    if (!feed.caughtUp()) {
      // Before that, "unknown device" might be a lie.
      throw Problem.unavailable("not-ready", "the gateway is still reading who wears what")
          .toException();
    }
    Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Intake intake = new Intake(catalogue, feed.directory(), request.tenant(), receivedAt, SOURCE);
    try (Body body = Body.read(request.http(), limits.bytes(), budget)) {
      metrics.body(body.length());
      parse(body, intake);
      publish(intake.readings());
    }
    BatchAnswer answer = BatchAnswer.of(intake.verdicts());
    count(answer);
    return answer.toAnswer();
  }

  private void parse(Body body, Intake intake) {
    try {
      NativeJson.parse(
          body.bytes(),
          new NativeJson.Limits(limits.readings(), CHARACTERS),
          (index, result) -> intake.take(result));
    } catch (MalformedJsonException e) {
      throw Problem.malformed(e.getMessage(), e.line(), e.column()).toException();
    } catch (FormatException e) {
      throw Problem.tooLarge(e.getMessage()).toException();
    }
  }

  private void publish(List<Reading> readings) {
    if (readings.isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    try {
      publisher.publish(readings);
    } catch (PublishingException e) {
      metrics.unconfirmed(readings.size());
      throw e;
    }
    metrics.acknowledged(System.nanoTime() - begun);
  }

  private void count(BatchAnswer answer) {
    metrics.verdicts(answer.accepted(), answer.duplicate(), answer.rejected());
    if (answer.rejected() == 0) {
      return;
    }
    for (Verdict verdict : answer.verdicts()) {
      if (verdict instanceof Verdict.Rejected rejected) {
        metrics.rejected(rejected.code());
      }
    }
  }
}
