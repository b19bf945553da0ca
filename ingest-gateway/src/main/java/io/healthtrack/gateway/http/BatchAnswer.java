package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.gateway.intake.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The answer to a request of readings.
 *
 * @param verdicts one for each reading, in the order sent
 * @param rows where each stands in the file, from 1; empty for native JSON
 * @param skipped rows that by nature hold no reading, by reason
 * @param dryRun whether nothing was written
 * @param accepted how many are published, or would be
 * @param duplicate how many stand earlier in the request
 * @param rejections codes of those that are wrong in form
 */
record BatchAnswer(
    List<Verdict> verdicts,
    List<Long> rows,
    SortedMap<String, Integer> skipped,
    boolean dryRun,
    int accepted,
    int duplicate,
    List<String> rejections) {

  static BatchAnswer of(
      List<Verdict> verdicts, List<Long> rows, SortedMap<String, Integer> skipped, boolean dryRun) {
    int accepted = 0;
    int duplicate = 0;
    List<String> rejections = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Accepted a -> accepted++;
        case Verdict.Duplicate d -> duplicate++;
        case Verdict.Rejected r -> rejections.add(r.code());
      }
    }
    return new BatchAnswer(verdicts, rows, skipped, dryRun, accepted, duplicate, rejections);
  }

  int rejected() {
    return rejections.size();
  }

  /**
   * 202 when all are accepted, 422 when none is, 207 when it depends; what a dry run would accept
   * is not accepted, and 200 says so.
   */
  int status() {
    boolean nothing = accepted == 0 && (!verdicts.isEmpty() || !skipped.isEmpty());
    if (nothing) {
      return 422;
    }
    if (accepted < verdicts.size()) {
      return 207;
    }
    return dryRun ? 200 : 202;
  }

  Answer toAnswer() {
    return Answer.json(status(), Json.write(this::write));
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (dryRun) {
      json.writeBooleanField("dry_run", true);
    }
    json.writeNumberField("accepted", accepted);
    json.writeNumberField("duplicate", duplicate);
    json.writeNumberField("rejected", rejected());
    if (!skipped.isEmpty()) {
      json.writeObjectFieldStart("skipped");
      for (Map.Entry<String, Integer> reason : skipped.entrySet()) {
        json.writeNumberField(reason.getKey(), reason.getValue());
      }
      json.writeEndObject();
    }
    json.writeArrayFieldStart("results");
    for (int index = 0; index < verdicts.size(); index++) {
      json.writeStartObject();
      json.writeNumberField("index", index);
      if (!rows.isEmpty()) {
        json.writeNumberField("row", rows.get(index));
      }
      write(json, verdicts.get(index));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Verdict verdict) throws IOException {
    switch (verdict) {
      case Verdict.Accepted accepted -> {
        json.writeStringField("status", "accepted");
        json.writeStringField("reading_id", accepted.readingId().toString());
      }
      case Verdict.Duplicate duplicate -> {
        json.writeStringField("status", "duplicate");
        json.writeStringField("reading_id", duplicate.readingId().toString());
      }
      case Verdict.Rejected rejected -> {
        json.writeStringField("status", "rejected");
        json.writeStringField("code", rejected.code());
        if (!rejected.field().isEmpty()) {
          json.writeStringField("field", rejected.field());
        }
        json.writeStringField("message", rejected.message());
      }
    }
  }
}
