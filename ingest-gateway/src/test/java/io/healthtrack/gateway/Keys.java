package io.healthtrack.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes keys as anyone would, and reads what the gateway says of them. */
final class Keys {

  private final Caller maker;
  private final URI gateway;

  Keys(Caller maker, URI gateway) {
    this.maker = maker;
    this.gateway = gateway;
  }

  /** Asks for a credential with these fields beside its name. */
  HttpResponse<String> ask(String fields) {
    return ask(maker, fields);
  }

  static HttpResponse<String> ask(Caller maker, String fields) {
    return maker.send(
        maker
            .request("/v1/credentials")
            .POST(BodyPublishers.ofString("{\"name\":\"test\"," + fields + "}"))
            .build());
  }

  /** A caller with a new key. */
  Caller with(String fields) {
    HttpResponse<String> answer = ask(fields);
    assertEquals(201, answer.statusCode(), answer.body());
    return new Caller(gateway, text(answer, "key"));
  }

  static String scopes(String... scopes) {
    return "\"scopes\":[\"" + String.join("\",\"", scopes) + "\"]";
  }

  /** The value of a text field, wherever it stands. */
  static String text(HttpResponse<String> answer, String field) {
    Matcher found = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(answer.body());
    assertTrue(found.find(), answer.body());
    return found.group(1);
  }
}
