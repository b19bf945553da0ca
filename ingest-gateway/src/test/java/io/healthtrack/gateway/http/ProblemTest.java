package io.healthtrack.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void saysWhereAJsonBodyBreaks() {
    Answer answer = Problem.malformed("not JSON", 3, 14).toAnswer();
    assertEquals(400, answer.status());
    assertEquals("application/problem+json", answer.type());
    assertEquals(
        """
        {"type":"urn:healthtrack:problem:malformed-json",\
        "title":"The body is not the JSON it should be","status":400,"code":"malformed-json",\
        "detail":"not JSON","line":3,"column":14}""",
        text(answer));
  }

  @Test
  void asksToComeBack() {
    assertEquals(
        "1", Problem.unavailable("overloaded", "later").toAnswer().headers().get("Retry-After"));
  }

  @Test
  void namesTheFieldAndNeverTheValue() {
    for (String body :
        List.of("{\"birth_year\":\"secret\"}", "{\"birth_year\":1e999}", "{\"birth_year\":1.5}")) {
      Fields fields = Fields.parse(body.getBytes(StandardCharsets.UTF_8));
      ProblemException thrown =
          assertThrows(ProblemException.class, () -> fields.whole("birth_year"));
      assertEquals("birth_year", thrown.problem().field());
      assertEquals(422, thrown.problem().status());
      assertTrue(!text(thrown.problem().toAnswer()).contains("secret"));
    }
  }

  @Test
  void refusesWhatIsNoObjectAndWhatIsTooDeep() {
    for (String body : List.of("[]", "{", "{}{}", "nul", "{\"a\":" + "[".repeat(10_000))) {
      ProblemException thrown =
          assertThrows(
              ProblemException.class, () -> Fields.parse(body.getBytes(StandardCharsets.UTF_8)));
      assertEquals(400, thrown.problem().status(), body);
    }
  }

  @Test
  void refusesATextThatIsNotUtf8() {
    byte[] utf32InAnOrderThatNobodyUses = {0, 0, 0x7B, 0, 0, 0, 0x7D, 0};
    ProblemException thrown =
        assertThrows(ProblemException.class, () -> Fields.parse(utf32InAnOrderThatNobodyUses));
    assertEquals(400, thrown.problem().status());
  }

  @Test
  void refusesAFieldThatNobodyAskedFor() {
    Fields fields = Fields.parse("{\"dwel_seconds\":15}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "dwel_seconds",
        assertThrows(ProblemException.class, fields::refuseUnknown).problem().field());
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
