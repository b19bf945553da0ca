package io.healthtrack.local.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.json.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  @Test
  void isConservedWhenTheCountsAddUp() {
    assertTrue(new DemoReport(10, 2, 1, 7, 0, 0, true, Map.of()).conserved());
    assertTrue(new DemoReport(10, 2, 1, 4, 3, 0, true, Map.of()).conserved());
    assertFalse(new DemoReport(10, 2, 1, 6, 0, 0, true, Map.of()).conserved());
  }

  @Test
  void hasTheFieldsThatOthersRelyOn() throws IOException {
    Map<String, Object> json =
        Json.object(Json.pretty(new DemoReport(10, 2, 1, 7, 0, 3, true, Map.of()).document()));
    assertEquals(10L, json.get("accepted"));
    assertEquals(2L, json.get("duplicate"));
    assertEquals(1L, json.get("quarantined"));
    assertEquals(7L, json.get("stored"));
    assertEquals(3L, json.get("alerts"));
    assertEquals(true, json.get("conserved"));
  }
}
