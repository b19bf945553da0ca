package io.healthtrack.gateway.http;

import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.gateway.directory.DirectoryFeed;
import io.healthtrack.gateway.publishing.Publisher;
import io.healthtrack.gateway.registry.RegistryDesk;
import io.healthtrack.gateway.registry.RegistryDesk.RegistryAnswer;
import io.helidon.http.HeaderNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks the registry for a change and turns its word into a status. */
final class Changes {

  private static final int BODY_BYTES = 64 * 1024;

  private final DirectoryFeed feed;
  private final Publisher publisher;
  private final RegistryDesk desk;
  private final ByteBudget budget;

  Changes(DirectoryFeed feed, Publisher publisher, RegistryDesk desk, ByteBudget budget) {
    this.feed = feed;
    this.publisher = publisher;
    this.desk = desk;
    this.budget = budget;
  }

  /**
   * Before everything has been read, nobody can be called unknown.
   *
   * @throws ProblemException 503
   */
  void requireReady() {
    if (!feed.caughtUp()) {
      throw Problem.unavailable("not-ready", "the gateway is still reading the registry")
          .toException();
    }
  }

  /** The body's fields; none when there is no body. */
  Fields fields(Request request) {
    requireReady();
    if (!request.hasBody()) {
      return Fields.none();
    }
    requireJson(request);
    try (Body body = Body.read(request.http(), BODY_BYTES, budget)) {
      return body.length() == 0 ? Fields.none() : Fields.parse(body);
    }
  }

  /** The same for a deletion, which may also say it in its query: not every client sends a body. */
  Fields fieldsOrQuery(Request request) {
    requireReady();
    return request.hasBody() ? fields(request) : Fields.of(request.parameters());
  }

  private static void requireJson(Request request) {
    String type = request.header(HeaderNames.CONTENT_TYPE).orElse("");
    if (!BodyFormat.essence(type).equals(Answer.JSON)) {
      throw Problem.unsupported("send Content-Type: application/json").toException();
    }
  }

  /**
   * A command without its entry.
   *
   * @throws ProblemException 404 where the path's UUID is not the asker's to speak of
   */
  RegistryCommand command(Request request, String kind, UUID subject) {
    Ownership.require(feed.directory(), request, kind, subject);
    RegistryCommand command = command(request.tenant(), kind, subject);
    command.setExpectedVersion(EntityTags.expected(request));
    return command;
  }

  /** A command that does not ask for a version, without its entry. */
  RegistryCommand command(String tenant, String kind, UUID subject) {
    RegistryCommand command = new RegistryCommand();
    command.setCommandId(UUID.randomUUID());
    command.setSubjectId(subject);
    command.setKind(kind);
    command.setTenant(tenant);
    command.setAskedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    return command;
  }

  /** Waits for the registry's word on each; what it refuses is left as it is. */
  void askAll(List<RegistryCommand> commands) {
    if (!commands.isEmpty()) {
      desk.ask(publisher, commands);
    }
  }

  /**
   * Waits for the registry's word.
   *
   * @throws ProblemException if it is a refusal
   */
  RegistryAnswer ask(RegistryCommand command) {
    RegistryAnswer answer = desk.ask(publisher, command);
    if (!answer.applied()) {
      throw refused(answer).toException();
    }
    return answer;
  }

  /**
   * Waits for the registry's word.
   *
   * @param idField name of the subject's id in the answer
   * @param existed whether there was such an entry before
   * @param ignored names of fields that were sent and are not kept
   */
  Answer ask(RegistryCommand command, String idField, boolean existed, List<String> ignored) {
    RegistryAnswer answer = ask(command);
    byte[] body =
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeStringField(idField, command.getSubjectId().toString());
              json.writeNumberField("version", answer.version());
              if (!ignored.isEmpty()) {
                json.writeArrayFieldStart("ignored");
                for (String name : ignored) {
                  json.writeString(name);
                }
                json.writeEndArray();
              }
              json.writeEndObject();
            });
    return new Answer(
        existed ? 200 : 201, Answer.JSON, body, Map.of("ETag", EntityTags.of(answer.version())));
  }

  private static Problem refused(RegistryAnswer answer) {
    String detail = answer.detail().isEmpty() ? "the registry refused the change" : answer.detail();
    return switch (answer.outcome()) {
      case "version-mismatch" ->
          Problem.of(412, answer.outcome(), "The entry has changed since", detail);
      case "not-found" -> Problem.of(404, answer.outcome(), "There is nothing here", detail);
      case "invalid-rule", "invalid-interval", "invalid-consent" ->
          Problem.of(422, answer.outcome(), "The change makes no sense", detail);
      default -> Problem.of(409, answer.outcome(), "The change contradicts the registry", detail);
    };
  }
}
