package io.healthtrack.gateway.http;

import io.healthtrack.avro.Reading;
import io.healthtrack.gateway.formats.FormatException;
import io.healthtrack.gateway.formats.NativeJson;
import io.healthtrack.gateway.formats.ParseOptions;
import io.healthtrack.gateway.formats.ParsedRow;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.gateway.intake.Intake;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one request sends, from its body to the verdicts, whatever it is written in. */
final class Submission {

  private static final int CHARACTERS = 256;

  private final Intake intake;
  private final int most;
  private final List<Long> rows = new ArrayList<>();
  private final SortedMap<String, Integer> skipped = new TreeMap<>();

  /** At most {@code most} readings; more are refused as a whole. */
  Submission(Intake intake, int most) {
    this.intake = intake;
    this.most = most;
  }

  void readNative(Body body) throws FormatException {
    NativeJson.parse(
        body.bytes(),
        body.length(),
        new NativeJson.Limits(most, CHARACTERS),
        (index, result) -> {
          switch (result) {
            case NativeJson.Result.Draft draft -> intake.take(draft.reading());
            case NativeJson.Result.Rejected refused ->
                intake.reject(refused.code(), refused.field(), refused.message());
          }
        });
  }

  void readFile(Request request, BodyFormat format, Body body, int mostBytes)
      throws FormatException, IOException {
    String user = request.parameter("user").orElse(null);
    String device = request.parameter("device").orElse(null);
    format
        .file()
        .parse(body.stream(), options(request).upTo(mostBytes), row -> take(row, user, device));
  }

  /** The accepted readings, oldest first. */
  List<Reading> readings() {
    return intake.readings();
  }

  /** The verdicts. */
  BatchAnswer answer(boolean dryRun) {
    return BatchAnswer.of(intake.verdicts(), rows, skipped, dryRun);
  }

  private void take(ParsedRow parsed, String user, String device) {
    switch (parsed) {
      case ParsedRow.Accepted accepted -> {
        for (ReadingDraft draft : accepted.readings()) {
          count(parsed);
          intake.take(named(draft, user, device));
        }
      }
      case ParsedRow.Rejected refused -> {
        count(parsed);
        intake.reject(refused.code(), refused.field(), refused.message());
      }
      case ParsedRow.Skipped left -> skipped.merge(left.reason(), 1, Integer::sum);
    }
  }

  private void count(ParsedRow parsed) {
    if (rows.size() == most) {
      throw Problem.tooLarge(
              "a request may hold %d readings; send the rest in another".formatted(most))
          .toException();
    }
    rows.add(parsed.row());
  }

  /** What the caller says of a file's subject goes before what the file says. */
  private static ReadingDraft named(ReadingDraft draft, String user, String device) {
    if (user != null || device != null) {
      return draft.of(user == null ? draft.user() : user, device == null ? draft.device() : device);
    }
    if (draft.namesOnlyPerson()) {
      return draft.of(null, draft.personName());
    }
    return draft;
  }

  private static ParseOptions options(Request request) {
    ParseOptions options = ParseOptions.DEFAULT;
    String person = request.parameter("id").orElse(null);
    if (person != null) {
      options = options.only(person);
    }
    String wearer = request.parameter("user").orElse(null);
    if (wearer != null) {
      options = options.wornBy(wearer);
    }
    String schema = request.parameter("schema").orElse(null);
    if (schema != null) {
      options = options.ofSchema(schema);
    }
    String zone = request.parameter("zone").orElse(null);
    if (zone == null) {
      return options;
    }
    try {
      return options.in(ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw Problem.field(
              422, "malformed", "zone", "must be an IANA time zone, such as Europe/London")
          .toException();
    }
  }
}
