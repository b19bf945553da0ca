package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.FileAccount;
import io.healthtrack.gateway.formats.ParsedRow;
import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.door.BatchAnswer;
import io.healthtrack.local.door.GatewayClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Sends a file. The readings of one person leave in file order, one request after the other,
 * because order is what lets validation prove on the spot that a reading is new; different people
 * travel side by side.
 */
public final class Sender {
  /** No reading of a file is older; an assignment from here on covers them all. */
  private static final String WORN_SINCE = "1900-01-01T00:00:00Z";

  private static final int LANES = 4;

  private final GatewayClient client;

  /** Sends through {@code client}. */
  public Sender(GatewayClient client) {
    this.client = client;
  }

  /** Told how long the way is before the first step. */
  @FunctionalInterface
  public interface Progress {
    /** Something to tell how many readings' rows are done. */
    LongConsumer of(long rows);
  }

  /** Sends everything and accounts for every row. */
  public SendReport send(SendPlan plan, Progress progress) {
    long began = System.nanoTime();
    Survey survey = Survey.of(plan);
    survey.subjects().forEach(this::register);
    LongConsumer done = progress.of(survey.rows());
    FileAccount account = new FileAccount();
    Tally tally = new Tally();
    List<SendLane> lanes = new ArrayList<>();
    try {
      for (int lane = 0; lane < Math.min(LANES, survey.subjects().size()); lane++) {
        lanes.add(new SendLane(client, tally));
      }
      Survey.parse(
          plan,
          row -> {
            account.accept(row);
            if (row instanceof ParsedRow.Accepted accepted) {
              for (ReadingDraft draft : accepted.readings()) {
                Subject subject = Subject.of(draft, plan);
                lanes
                    .get(Math.floorMod(subject.hashCode(), lanes.size()))
                    .add(subject.state(draft));
              }
            }
            if (row.row() % 500 == 0) {
              done.accept(row.row());
            }
          });
      lanes.forEach(SendLane::finish);
    } finally {
      lanes.forEach(SendLane::close);
    }
    done.accept(survey.rows());
    return SendReport.of(account, tally, Duration.ofNanos(System.nanoTime() - began));
  }

  /** Registers what is unknown; what is known stays as it is. */
  private void register(Subject subject) {
    if (subject.user() != null && !client.knowsUser(subject.user())) {
      client.putUser(subject.user(), Map.of());
    }
    if (subject.user() != null
        && subject.device() != null
        && !client.knowsWearerOf(subject.device())) {
      // Also when a send before was ended between the two: a device without a wearer takes nothing.
      client.putDevice(subject.device(), Map.of());
      client.putAssignment(subject.device(), subject.user(), WORN_SINCE);
    }
  }

  /** What the gateway said, added up over all lanes. */
  static final class Tally {
    private long accepted;
    private long duplicate;
    private final Map<String, Long> rejected = new java.util.TreeMap<>();

    synchronized void add(BatchAnswer answer) {
      accepted += answer.accepted();
      duplicate += answer.duplicate();
      answer.codes().forEach((code, count) -> rejected.merge(code, count, Long::sum));
    }

    synchronized long accepted() {
      return accepted;
    }

    synchronized long duplicate() {
      return duplicate;
    }

    synchronized Map<String, Long> rejected() {
      return Map.copyOf(rejected);
    }
  }
}
