package io.healthtrack.gateway.http;

import io.healthtrack.avro.Identifier;
import io.healthtrack.schemas.identity.SubjectIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Whom or what a path speaks of: a UUID, or the caller's own {@code system|value}.
 *
 * @param id its id
 * @param identifier the caller's own, null for a UUID
 */
record Subject(UUID id, Identifier identifier) {

  private static final int LONGEST = 256;

  static Subject user(Request request) {
    return of(request, SubjectIdentity::userFrom);
  }

  static Subject device(Request request) {
    return of(request, SubjectIdentity::deviceFrom);
  }

  /** A rule has no identity of its own in the contract: a prefix keeps it apart from devices. */
  static Subject rule(Request request) {
    return of(
        request,
        (tenant, text) ->
            SubjectIdentity.deviceFrom(tenant, text.indexOf('|') < 0 ? text : "rule:" + text));
  }

  /** The identifiers of the body, and the one of the path. */
  List<Identifier> with(List<Identifier> others) {
    if (identifier == null || others.contains(identifier)) {
      return others;
    }
    List<Identifier> all = new ArrayList<>(others);
    all.add(identifier);
    return all;
  }

  /** A UUID that names something of which callers have no identifier of their own. */
  static UUID uuid(String text, String field) {
    if (!SubjectIdentity.isUuid(text)) {
      throw Problem.field(422, "malformed", field, "this id is a UUID").toException();
    }
    return UUID.fromString(text);
  }

  /** A person whom a field names. */
  static UUID user(Request request, String field, String text) {
    try {
      return SubjectIdentity.userFrom(request.tenant(), text);
    } catch (IllegalArgumentException e) {
      throw Problem.field(422, "malformed", field, e.getMessage()).toException();
    }
  }

  private static Subject of(Request request, BiFunction<String, String, UUID> identity) {
    String text = request.part("id");
    if (text.length() > LONGEST) {
      throw Problem.field(422, "malformed", "id", "an id may have 256 characters").toException();
    }
    UUID id;
    try {
      id = identity.apply(request.tenant(), text);
    } catch (IllegalArgumentException e) {
      throw Problem.field(422, "malformed", "id", e.getMessage()).toException();
    }
    int bar = text.indexOf('|');
    return new Subject(
        id, bar < 0 ? null : new Identifier(text.substring(0, bar), text.substring(bar + 1)));
  }
}
