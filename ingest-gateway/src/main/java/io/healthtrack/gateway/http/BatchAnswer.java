package io.healthtrack.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.healthtrack.gateway.intake.Verdict;
import java.io.IOException;
import java.util.List;

/**
 * The answer to a request of readings.
 *
 * @param verdicts one for each reading, in the order sent
 * @param accepted how many are published
 * @param duplicate how many stand earlier in the request
 * @param rejected how many are wrong in form
 */
record BatchAnswer(List<Verdict> verdicts, int accepted, int duplicate, int rejected) {

  static BatchAnswer of(List<Verdict> verdicts) {
    int accepted = 0;
    int duplicate = 0;
    int rejected = 0;
    for (Verdict verdict : verdicts) {
      switch (verdict) {
        case Verdict.Accepted a -> accepted++;
        case Verdict.Duplicate d -> duplicate++;
        case Verdict.Rejected r -> rejected++;
      }
    }
    return new BatchAnswer(verdicts, accepted, duplicate, rejected);
  }

  /** 202 when all are accepted, 422 when none is, 207 when it depends. */
  int status() {
    if (accepted == verdicts.size()) {
      return 202;
    }
    return accepted == 0 ? 422 : 207;
  }

  Answer toAnswer() {
    return Answer.json(status(), Json.write(this::write));
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("accepted", accepted);
    json.writeNumberField("duplicate", duplicate);
    json.writeNumberField("rejected", rejected);
    json.writeArrayFieldStart("results");
    for (int index = 0; index < verdicts.size(); index++) {
      json.writeStartObject();
      json.writeNumberField("index", index);
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
