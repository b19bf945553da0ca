package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads one reading of native JSON; reused from object to object, for one thread. */
final class NativeJsonObject {

  private final DraftFields draft;

  /**
   * Reads objects.
   *
   * @param longestText characters in one field
   * @param clock where times without an offset ran; null when they are to be refused
   */
  NativeJsonObject(int longestText, LocalClock clock) {
    draft = new DraftFields(longestText, clock);
  }

  /**
   * Reads the object whose beginning the parser has just passed.
   *
   * @param subjectNeeded whether it must name a device or a user
   * @return the reading, or null when something is wrong: see {@link #code}
   */
  ReadingDraft read(JsonParser parser, boolean subjectNeeded) throws IOException {
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
        take(parser, field, value);
      }
    }
    if (subjectNeeded) {
      draft.requireSubject();
    }
    return draft.finish();
  }

  String code() {
    return draft.code();
  }

  String field() {
    return draft.field();
  }

  String message() {
    return draft.message();
  }

  private void take(JsonParser parser, DraftField field, JsonToken token) throws IOException {
    switch (field) {
      case VALUE -> takeValue(parser, token);
      case SEQUENCE -> takeSequence(parser, token);
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

  private void takeValue(JsonParser parser, JsonToken token) throws IOException {
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

  private void takeSequence(JsonParser parser, JsonToken token) throws IOException {
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
}
