package io.healthtrack.gateway.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Walks through one body of readings. */
final class NativeJsonReader {

  private final JsonParser parser;
  private final NativeJson.Limits limits;
  private final NativeJson.Results out;
  private final NativeJsonObject object;
  private int index;

  NativeJsonReader(JsonParser parser, NativeJson.Limits limits, NativeJson.Results out) {
    this.parser = parser;
    this.limits = limits;
    this.out = out;
    object = new NativeJsonObject(limits.text(), null);
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
    ReadingDraft reading = object.read(parser, true);
    return reading == null
        ? new NativeJson.Result.Rejected(object.code(), object.field(), object.message())
        : new NativeJson.Result.Draft(reading);
  }

  private MalformedJsonException malformed(String problem) {
    var at = parser.currentLocation();
    return new MalformedJsonException(problem, at.getLineNr(), at.getColumnNr());
  }
}
