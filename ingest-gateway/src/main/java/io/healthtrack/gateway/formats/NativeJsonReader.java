package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Walks through one body of readings. */
final class NativeJsonReader {

  private final JsonParser parser;
  private final NativeJson.Limits limits;
  private final NativeJson.Results out;
  private final DraftFields draft;
  private int index;

  NativeJsonReader(JsonParser parser, NativeJson.Limits limits, NativeJson.Results out) {
    this.parser = parser;
    this.limits = limits;
    this.out = out;
    draft = new DraftFields(limits.text(), null);
  }

  void read() throws FormatException, IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("the body must be an object with a list named readings");
    }
    boolean seen = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean readings = "readings".equals(parser.currentName());
      JsonToken value = parser.nextToken();
      if (!readings) {
        parser.skipChildren();
      } else if (seen) {
        throw malformed("readings appears twice");
      } else if (value != JsonToken.START_ARRAY) {
        throw malformed("readings must be a list");
      } else {
        seen = true;
        readList();
      }
    }
    if (!seen) {
      throw malformed("the body has no list named readings");
    }
    if (parser.nextToken() != null) {
      throw malformed("something follows the body");
    }
  }

  private void readList() throws FormatException, IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (index == limits.readings()) {
        throw new TooLargeException("the body holds more than " + limits.readings() + " readings");
      }
      out.accept(index, token == JsonToken.START_OBJECT ? readOne() : notAnObject());
      index++;
    }
  }

  private NativeJson.Result notAnObject() throws IOException {
    parser.skipChildren();
    return new NativeJson.Result.Rejected(
        RejectionCode.MALFORMED, "", "a reading must be an object");
  }

  private NativeJson.Result readOne() throws IOException {
    draft.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      DraftField field = DraftField.named(parser.currentName());
      JsonToken value = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
        continue;
      }
      draft.name(field);
      if (value != JsonToken.VALUE_NULL) {
        take(field, value);
      }
    }
    draft.requireSubject();
    ReadingDraft reading = draft.finish();
    return reading == null
        ? new NativeJson.Result.Rejected(draft.code(), draft.field(), draft.message())
        : new NativeJson.Result.Draft(reading);
  }

  private void take(DraftField field, JsonToken token) throws IOException {
    switch (field) {
      case VALUE -> takeValue(token);
      case SEQUENCE -> takeSequence(token);
      case ID,
          DEVICE,
          USER,
          METRIC,
          COMPARATOR,
          UNIT,
          MEASURED_AT,
          END_AT,
          STATUS,
          STATISTIC,
          MODALITY,
          GROUP -> {
        if (token == JsonToken.VALUE_STRING) {
          draft.text(field, parser.getText());
        } else {
          parser.skipChildren();
          draft.reject(RejectionCode.MALFORMED, field, field.label() + " must be text");
        }
      }
    }
  }

  private void takeValue(JsonToken token) throws IOException {
    if (token.isNumeric()) {
      draft.value(parser.getDoubleValue());
    } else {
      parser.skipChildren();
      draft.reject(
          RejectionCode.NOT_A_NUMBER,
          DraftField.VALUE,
          token == JsonToken.VALUE_STRING
              ? "value must be a number without quotes; below or above range is a comparator"
              : "value must be a number");
    }
  }

  private void takeSequence(JsonToken token) throws IOException {
    boolean whole =
        token == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (whole) {
      draft.sequence(parser.getLongValue());
    } else {
      parser.skipChildren();
      draft.reject(RejectionCode.MALFORMED, DraftField.SEQUENCE, "sequence must be a whole number");
    }
  }

  private MalformedJsonException malformed(String problem) {
    var at = parser.currentLocation();
    return new MalformedJsonException(problem, at.getLineNr(), at.getColumnNr());
  }
}
