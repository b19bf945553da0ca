package io.healthtrack.bench.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTextTest {

  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli() * 1_000;

  private final RequestText text = new RequestText("key");

  @Test
  void holdsTheReadingsInTheOrderOfTimeAndOneOfTheProbe() throws IOException {
    List<Object> readings = readings(new Batch(7, NOON, 500_000, true, true, 90_001, NOON, false));
    assertEquals(RequestText.readings(), readings.size());
    assertEquals("bench|watch-00007", field(readings.getFirst(), "device"));
    assertEquals("2026-11-21T12:00:00.500000Z", field(readings.get(5), "measured_at"));
    assertEquals("2026-11-21T12:00:09.500000Z", field(readings.get(95), "measured_at"));
    assertEquals("heart-rate", field(readings.get(95), "metric"));
    assertEquals((long) Watch.FAST, field(readings.get(95), "value"));
    assertEquals((long) Watch.IMPLAUSIBLE, field(readings.get(2), "value"));
    assertEquals("oxygen-saturation", field(readings.get(2), "metric"));
    assertEquals("bench|watch-90001", field(readings.getLast(), "device"));
  }

  @Test
  void whatIsSentAgainIsTheSameAfterOthers() {
    Batch batch = new Batch(1, NOON, 1_000_000, false, false, 90_001, NOON, false);
    byte[] first = text.of(batch).clone();
    byte[] other = text.of(new Batch(2, NOON + 9, 7, true, true, 90_002, NOON + 1, false)).clone();
    assertEquals(first.length, other.length);
    assertArrayEquals(first, text.of(batch.repeated()));
  }

  @Test
  void nobodysReadingsOverlapAndNoneLiesAhead() {
    Crowd crowd = new Crowd();
    crowd.become(10);
    long[] until = new long[20];
    long due = NOON;
    for (int request = 0; request < 500; request++) {
      if (request == 200) {
        crowd.become(20);
      }
      Batch batch = crowd.next(due);
      if (!batch.again()) {
        assertTrue(batch.first() > until[batch.person()]);
        assertTrue(batch.last() <= due);
        until[batch.person()] = batch.last();
      }
      due += 40_000;
    }
  }

  private List<Object> readings(Batch batch) throws IOException {
    String request = new String(text.of(batch), StandardCharsets.UTF_8);
    Map<String, Object> body = Json.object(request.substring(request.indexOf("\r\n\r\n") + 4));
    return body.get("readings") instanceof List<?> list ? List.copyOf(list) : List.of();
  }

  private static Object field(Object reading, String name) {
    return reading instanceof Map<?, ?> fields ? fields.get(name) : null;
  }
}
