package io.healthtrack.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecurringTextsTest {

  private final RecurringTexts texts = new RecurringTexts();

  @Test
  void givesTheSameTextForTheSameBytesWhereverTheyLie() {
    byte[] data = "glucoseglucose".getBytes(StandardCharsets.UTF_8);
    assertEquals("glucose", texts.text(data, 0, 7));
    assertSame(texts.text(data, 0, 7), texts.text(data, 7, 7));
  }

  @Test
  void readsMalformedBytesAsTheJdkDoes() {
    byte[] data = {'a', (byte) 0xC3, (byte) 0xFF};
    assertEquals("a\uFFFD\uFFFD", texts.text(data, 0, 3));
  }

  /** Far more texts than places, by many threads at once. */
  @Test
  void neverTakesOneTextForAnother() {
    IntStream.range(0, 100_000)
        .parallel()
        .forEach(
            number -> {
              String text = Integer.toString(number % 7_000, 3);
              byte[] data = text.getBytes(StandardCharsets.UTF_8);
              assertEquals(text, texts.text(data, 0, data.length));
            });
  }
}
