package io.healthtrack.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FieldsTest {

  private static final Fields PERSON =
      Fields.parse(
          "{\"zone\":\"Asia/Kathmandu\",\"odd\":\"Mars/Olympus\",\"year\":1980,\"late\":3000}"
              .getBytes(StandardCharsets.UTF_8));

  @Test
  void takesWhatIsWellFormed() {
    assertEquals("Asia/Kathmandu", PERSON.zone("zone"));
    assertEquals(1980, PERSON.whole("year", 1880, 2026));
    assertEquals("Asia/Kathmandu", PERSON.oneOf("zone", List.of("Asia/Kathmandu")));
  }

  @Test
  void leavesOutWhatIsAbsent() {
    assertNull(PERSON.zone("absent"));
    assertNull(PERSON.whole("absent", 0, 1));
    assertNull(PERSON.oneOf("absent", List.of()));
  }

  @Test
  void namesTheFieldAndTheRemedyButNeverTheValue() {
    assertRefused("odd", "odd must be an IANA time zone", fields -> fields.zone("odd"));
    assertRefused("late", "late must be between 1880 and 2026", f -> f.whole("late", 1880, 2026));
    assertRefused("odd", "odd must be one of a, b", f -> f.oneOf("odd", List.of("a", "b")));
  }

  @Test
  void namesFieldsOfObjectsByTheirPlace() {
    Fields fields =
        Fields.parse(
            "{\"conditions\":[{\"above\":1},{\"above\":\"x\"}],\"odd\":[1]}"
                .getBytes(StandardCharsets.UTF_8));
    List<Fields> objects = fields.objects("conditions");
    assertEquals(1, objects.getFirst().number("above"));
    Problem problem =
        assertThrows(ProblemException.class, () -> objects.getLast().number("above")).problem();
    assertTrue(problem.toString().contains("conditions[1].above must be"), problem::toString);
    Problem odd = assertThrows(ProblemException.class, () -> fields.objects("odd")).problem();
    assertTrue(odd.toString().contains("odd must be a list of objects"), odd::toString);
    assertEquals(List.of(), fields.objects("absent"));
  }

  private static void assertRefused(String field, String words, Function<Fields, Object> read) {
    Problem problem = assertThrows(ProblemException.class, () -> read.apply(PERSON)).problem();
    assertTrue(problem.toString().contains(words), problem::toString);
    assertTrue(problem.toString().contains(field), problem::toString);
    assertTrue(!problem.toString().contains("Olympus"), problem::toString);
  }
}
