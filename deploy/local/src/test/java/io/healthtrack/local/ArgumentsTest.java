package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ArgumentsTest {
  @Test
  void readsDurationsAsPeopleWriteThem() {
    assertEquals(Duration.ofSeconds(60), Arguments.duration("60s"));
    assertEquals(Duration.ofMinutes(5), Arguments.duration("5m"));
    assertEquals(Duration.ofHours(1), Arguments.duration("PT1H"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "a while", "-5s", "0s"})
  void refusesWhatIsNoDuration(String text) {
    assertThrows(TypeConversionException.class, () -> Arguments.duration(text));
  }

  @Test
  void namesTheRemedyForAWrongZone() {
    var refusal = assertThrows(TypeConversionException.class, () -> Arguments.zone("Mars"));
    assertTrue(refusal.getMessage().contains("America/New_York"));
  }
}
