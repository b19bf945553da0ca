package io.healthtrack.local.sending;

import io.healthtrack.gateway.formats.ReadingDraft;
import io.healthtrack.local.door.BatchAnswer;
import io.healthtrack.local.door.GatewayClient;
import io.healthtrack.local.terminal.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One request under way while the next one is being filled. Adding waits when both are full, so
 * that a long file needs little memory.
 */
final class SendLane implements AutoCloseable {
  private static final int READINGS_PER_REQUEST = 1_000;

  private final GatewayClient client;
  private final Sender.Tally tally;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("send-lane").factory());
  private List<ReadingDraft> filling = new ArrayList<>(READINGS_PER_REQUEST);
  private Future<?> underWay;

  SendLane(GatewayClient client, Sender.Tally tally) {
    this.client = client;
    this.tally = tally;
  }

  void add(ReadingDraft draft) {
    filling.add(draft);
    if (filling.size() == READINGS_PER_REQUEST) {
      dispatch();
    }
  }

  /** Returns when everything added has its verdict. */
  void finish() {
    if (!filling.isEmpty()) {
      dispatch();
    }
    awaitAnswer();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }

  private void dispatch() {
    List<ReadingDraft> full = filling;
    filling = new ArrayList<>(READINGS_PER_REQUEST);
    awaitAnswer();
    underWay = thread.submit(() -> post(full));
  }

  private void post(List<ReadingDraft> readings) {
    BatchAnswer answer = client.post(readings);
    if (answer.verdicts() != readings.size()) {
      throw new UserError(
          "the gateway gave %d verdicts on %d readings"
              .formatted(answer.verdicts(), readings.size()));
    }
    tally.add(answer);
  }

  private void awaitAnswer() {
    if (underWay == null) {
      return;
    }
    try {
      underWay.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted; sending the file again counts nothing twice", e);
    }
  }
}
