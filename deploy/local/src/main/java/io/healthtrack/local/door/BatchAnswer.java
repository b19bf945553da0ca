package io.healthtrack.local.door;

import io.healthtrack.local.json.Json;
import io.healthtrack.local.terminal.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The gateway's answer to a batch.
 *
 * @param accepted readings that are durable now
 * @param duplicate readings that stood twice in the batch
 * @param rejected readings wrong in form
 * @param codes rejected readings by code
 */
public record BatchAnswer(long accepted, long duplicate, long rejected, Map<String, Long> codes) {

  /** How many readings have a verdict. */
  public long verdicts() {
    return accepted + duplicate + rejected;
  }

  static BatchAnswer parse(String body) {
    try {
      Map<String, Object> answer = Json.object(body);
      Map<String, Long> codes = new TreeMap<>();
      if (number(answer, "rejected") > 0 && answer.get("results") instanceof List<?> results) {
        for (Object result : results) {
          if (result instanceof Map<?, ?> one && "rejected".equals(one.get("status"))) {
            codes.merge(String.valueOf(one.get("code")), 1L, Long::sum);
          }
        }
      }
      return new BatchAnswer(
          number(answer, "accepted"),
          number(answer, "duplicate"),
          number(answer, "rejected"),
          codes);
    } catch (IOException e) {
      throw new UserError("the gateway's answer is not JSON", e);
    }
  }

  private static long number(Map<String, Object> answer, String field) {
    return answer.get(field) instanceof Number number ? number.longValue() : 0;
  }
}
