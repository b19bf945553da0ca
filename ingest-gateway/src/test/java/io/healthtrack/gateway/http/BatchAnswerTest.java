package io.healthtrack.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.healthtrack.gateway.intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchAnswerTest {

  private static final UUID ID = new UUID(1, 2);
  private static final Verdict GOOD = new Verdict.Accepted(ID);
  private static final Verdict AGAIN = new Verdict.Duplicate(ID);
  private static final Verdict BAD = new Verdict.Rejected("bad-time", "measured_at", "no offset");

  @Test
  void statusTellsWhetherAllSomeOrNoneAreAccepted() {
    assertEquals(202, of(GOOD, GOOD).status());
    assertEquals(207, of(GOOD, BAD).status());
    assertEquals(207, of(GOOD, AGAIN).status());
    assertEquals(422, of(BAD, BAD).status());
    assertEquals(202, of().status());
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
        new String(of(GOOD, BAD, AGAIN).toAnswer().body(), StandardCharsets.UTF_8));
  }

  @Test
  void dryRunNeverSaysAccepted() {
    assertEquals(200, answer(true, List.of(), GOOD).status());
    assertEquals(207, answer(true, List.of(), GOOD, BAD).status());
    assertEquals(422, answer(true, List.of(), BAD).status());
  }

  @Test
  void verdictsOfFilesNameTheirRowAndWhatWasSkipped() {
    assertEquals(
        """
        {"dry_run":true,"accepted":1,"duplicate":0,"rejected":0,"skipped":{"insulin":2},\
        "results":[{"index":0,"row":7,"status":"accepted",\
        "reading_id":"00000000-0000-0001-0000-000000000002"}]}""",
        new String(
            BatchAnswer.of(List.of(GOOD), List.of(7L), new TreeMap<>(Map.of("insulin", 2)), true)
                .toAnswer()
                .body(),
            StandardCharsets.UTF_8));
  }

  @Test
  void fileOfNothingButSkippedRowsIsNotAccepted() {
    assertEquals(
        422,
        BatchAnswer.of(List.of(), List.of(), new TreeMap<>(Map.of("note", 1)), false).status());
  }

  private static BatchAnswer of(Verdict... verdicts) {
    return answer(false, List.of(), verdicts);
  }

  private static BatchAnswer answer(boolean dryRun, List<Long> rows, Verdict... verdicts) {
    return BatchAnswer.of(List.of(verdicts), rows, new TreeMap<>(), dryRun);
  }
}
