package io.healthtrack.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.gateway.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchAnswerTest {

  private static final UUID ID = new UUID(1, 2);
  private static final Verdict GOOD = new Verdict.Accepted(ID);
  private static final Verdict AGAIN = new Verdict.Duplicate(ID);
  private static final Verdict BAD = new Verdict.Rejected("bad-time", "measured_at", "no offset");

  @Test
  void statusTellsWhetherAllSomeOrNoneAreAccepted() {
    assertEquals(202, BatchAnswer.of(List.of(GOOD, GOOD)).status());
    assertEquals(207, BatchAnswer.of(List.of(GOOD, BAD)).status());
    assertEquals(207, BatchAnswer.of(List.of(GOOD, AGAIN)).status());
    assertEquals(422, BatchAnswer.of(List.of(BAD, BAD)).status());
    assertEquals(202, BatchAnswer.of(List.of()).status());
  }

  @Test
  void everyReadingHasItsVerdictInTheOrderSent() {
    assertEquals(
        """
        {"accepted":1,"duplicate":1,"rejected":1,"results":[\
        {"index":0,"status":"accepted","reading_id":"00000000-0000-0001-0000-000000000002"},\
        {"index":1,"status":"rejected","code":"bad-time","field":"measured_at",\
        "message":"no offset"},\
        {"index":2,"status":"duplicate","reading_id":"00000000-0000-0001-0000-000000000002"}]}""",
        new String(
            BatchAnswer.of(List.of(GOOD, BAD, AGAIN)).toAnswer().body(), StandardCharsets.UTF_8));
  }
}
