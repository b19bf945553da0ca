package io.healthtrack.gateway.http;

import io.healthtrack.gateway.alerts.Alert;
import io.healthtrack.gateway.alerts.Alerts;
import io.healthtrack.gateway.alerts.CatchUp;
import io.healthtrack.gateway.alerts.Position;
import io.healthtrack.gateway.alerts.Subscription;
import io.healthtrack.gateway.alerts.Wish;
import io.healthtrack.gateway.metrics.AlertMeters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Server-sent events for one client: what it missed, then what happens. It holds a virtual thread
 * and a queue that is empty most of the time.
 */
final class AlertStream implements Flow {

  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
  private static final Duration LOOK_AT_CREDENTIAL = Duration.ofSeconds(2);

  private final Alerts alerts;
  private final Wish wish;
  private final CatchUp missed;
  private final Position start;
  private final Permission permission;
  private final AlertMeters meters;
  private Subscription subscription;
  private long looked;

  /** The client may not go on. */
  private static final class RevokedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Whether the client may go on. */
  @FunctionalInterface
  interface Permission {
    boolean holds();
  }

  /**
   * @param subscription null if the client has to catch up first
   * @param missed null if it has not
   */
  AlertStream(
      Alerts alerts,
      Wish wish,
      Subscription subscription,
      CatchUp missed,
      Position start,
      Permission permission,
      AlertMeters meters) {
    this.alerts = alerts;
    this.wish = wish;
    this.subscription = subscription;
    this.missed = missed;
    this.start = start;
    this.permission = permission;
    this.meters = meters;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    String reason = "left";
    looked = System.nanoTime();
    try {
      // Without data it is no event, but a client that breaks off now knows where it was.
      write(out, "retry: 2000\nid: " + start.text() + "\n\n");
      catchUp(out);
      reason = follow(out);
      if (!reason.equals("slow")) {
        write(out, ": " + reason + "\n\n");
      }
    } catch (RevokedException e) {
      reason = "revoked";
      write(out, ": revoked\n\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "slow";
    } finally {
      if (subscription != null) {
        if (subscription.end() == Subscription.End.SLOW) {
          reason = "slow";
        }
        alerts.unsubscribe(subscription);
      }
      meters.end(reason);
    }
  }

  private void catchUp(OutputStream out) throws IOException {
    if (missed == null) {
      return;
    }
    try (missed) {
      Optional<Subscription> caughtUp = Optional.empty();
      while (caughtUp.isEmpty()) {
        out.flush();
        missed.readUntil(alerts.now(), alert -> send(out, alert));
        caughtUp = alerts.subscribe(wish, missed.reached());
      }
      subscription = caughtUp.get();
    }
  }

  private String follow(OutputStream out) throws IOException, InterruptedException {
    long lastWord = System.nanoTime();
    while (true) {
      Alert next = subscription.poll(Duration.ZERO);
      if (next == null) {
        out.flush();
        next = subscription.poll(LOOK_AT_CREDENTIAL);
      }
      long now = System.nanoTime();
      if (next != null) {
        send(out, next);
        lastWord = now;
        continue;
      }
      Subscription.End end = subscription.end();
      if (end != null) {
        return end == Subscription.End.SLOW ? "slow" : "stopping";
      }
      requirePermission();
      if (now - lastWord >= HEARTBEAT_NANOS) {
        heartbeat(out);
        lastWord = now;
      }
    }
  }

  /** Its id lets a client that wants little go on from here, not from the last event it wanted. */
  private void heartbeat(OutputStream out) throws IOException {
    Position idle = subscription.idlePosition();
    write(out, idle == null ? ": heartbeat\n\n" : ": heartbeat\nid: " + idle.text() + "\n\n");
  }

  /** However much there is to tell, nobody hears of it for long after their credential ended. */
  private void look() throws RevokedException {
    if (System.nanoTime() - looked >= LOOK_AT_CREDENTIAL.toNanos()) {
      requirePermission();
    }
  }

  private void requirePermission() throws RevokedException {
    if (!permission.holds()) {
      throw new RevokedException();
    }
    looked = System.nanoTime();
  }

  private void send(OutputStream out, Alert alert) throws IOException {
    look();
    out.write(alert.written(AlertDocument::frame));
    meters.sent();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
