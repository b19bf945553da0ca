package io.healthtrack.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.local.demonstration.DemoReport;
import io.healthtrack.local.demonstration.Demonstration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DemoIT {
  @Test
  void accountsForEveryReadingAndRaisesAlerts() throws InterruptedException {
    StringWriter shown = new StringWriter();
    CountDownLatch never = new CountDownLatch(1);
    DemoReport report =
        new Demonstration(LocalPipeline.endpoints(), new PrintWriter(shown))
            .run(
                new Demonstration.Plan(Duration.ofSeconds(24), 150, 5),
                time -> never.await(time.toMillis(), TimeUnit.MILLISECONDS));
    assertTrue(report.drained(), shown.toString());
    // Other tests of this pipeline erase people.
    assertEquals(
        report.accepted(),
        report.stored() + report.moved() + report.duplicate() + report.quarantined());
    assertTrue(report.conserved());
    assertTrue(report.stored() > 2_000, report.toString());
    assertTrue(report.duplicate() > 0, report.toString());
    assertTrue(report.quarantined() > 0, report.toString());
    assertTrue(report.alerts() > 0, report.toString());
    assertTrue(shown.toString().contains("CRITICAL"), "a critical alert is shown");
  }
}
