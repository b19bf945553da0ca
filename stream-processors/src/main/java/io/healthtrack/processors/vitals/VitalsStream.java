package io.healthtrack.processors.vitals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Server-sent events for one follower: what is known, then each newer value. An idle one holds a
 * virtual thread and an empty queue.
 */
final class VitalsStream {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Function<UUID, VitalsDesk.Answer> desk;
  private final LiveVitals live;
  private final VitalsDocument document;
  private final UUID user;
  private final int partition;

  VitalsStream(
      Function<UUID, VitalsDesk.Answer> desk,
      LiveVitals live,
      VitalsDocument document,
      UUID user,
      int partition) {
    this.desk = desk;
    this.live = live;
    this.document = document;
    this.user = user;
    this.partition = partition;
  }

  /** Returns when nothing more will come. */
  void writeTo(OutputStream out) {
    VitalsSubscription subscription = live.subscribe(user, partition);
    String reason = "left";
    try {
      write(out, "retry: 2000\n\n");
      // Asked again now that nothing can be missed; the partition may have gone meanwhile.
      if (desk.apply(user) instanceof VitalsDesk.Here here && here.partition() == partition) {
        follow(out, here, subscription);
      } else {
        subscription.end(VitalsSubscription.MOVED);
      }
      reason = subscription.end();
      // The flag of whoever ended it would close the connection under the last words.
      Thread.interrupted();
      if (!reason.equals(VitalsSubscription.SLOW)) {
        write(out, ": " + reason + "\n\n");
      }
    } catch (IOException e) {
      // It left, or was cut off in the middle of a write.
      reason = subscription.end() == null ? "left" : subscription.end();
    } finally {
      live.unsubscribe(subscription, reason);
    }
  }

  private void follow(OutputStream out, VitalsDesk.Here known, VitalsSubscription subscription)
      throws IOException {
    Map<Short, LatestVital> told = new HashMap<>();
    for (LatestVital vital : known.vitals()) {
      send(out, vital);
      told.put(vital.metric(), vital);
    }
    out.flush();
    while (subscription.end() == null) {
      LatestVital next = subscription.poll(HEARTBEAT);
      if (next != null) {
        // What came between subscribing and looking is in both.
        if (!next.equals(told.put(next.metric(), next))) {
          send(out, next);
          out.flush();
        }
      } else if (subscription.end() == null) {
        write(out, ": heartbeat\n\n");
      }
    }
  }

  private void send(OutputStream out, LatestVital vital) throws IOException {
    String kind = vital.retracted() ? "retracted" : "vital";
    out.write(("event: " + kind + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
    out.write(document.of(vital, Instant.now()));
    out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
