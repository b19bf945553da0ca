package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AlertTestIT {

  @Test
  void anAlertGoesThroughTheWholePathAndNothingStays() {
    for (int i = 0; i < 2; i++) {
      StringWriter out = new StringWriter();
      int exit =
          new CommandLine(new AlertTestCommand())
              .setOut(new PrintWriter(out))
              .execute("--data", LocalPipeline.data().toString());
      assertEquals(0, exit, out::toString);
      assertTrue(out.toString().contains("the alert is in alerts.info"), out::toString);
      assertTrue(out.toString().contains("received to seen"), out::toString);
      assertTrue(out.toString().contains("erased the test person"), out::toString);
    }
  }
}
