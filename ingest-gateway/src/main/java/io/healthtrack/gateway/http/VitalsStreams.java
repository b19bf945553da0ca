package io.healthtrack.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The streams of vitals that are open. Each passes on what the stream processors say; one thread
 * for all of them looks whether each may go on, and whether it is read at all.
 */
final class VitalsStreams implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final long LONGEST_WRITE = Duration.ofSeconds(15).toNanos();
  private static final int CHUNK = 4_096;

  private final int limit;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<Stream> flowing = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param limit streams open at once
   */
  VitalsStreams(int limit) {
    this.limit = limit;
    Thread.ofPlatform().daemon().name("vitals-streams").start(this::watch);
  }

  /** One more, if there are fewer than the limit; to be given back by {@link #end} or its flow. */
  boolean begin() {
    int before = open.getAndUpdate(count -> count < limit ? count + 1 : count);
    return before < limit;
  }

  void end() {
    open.decrementAndGet();
  }

  /** Streams that are open now. */
  int open() {
    return open.get();
  }

  /**
   * Passes events on for as long as they come and the permission holds.
   *
   * @param events closed when it ends
   */
  Flow flow(InputStream events, BooleanSupplier permission) {
    return new Stream(events, permission);
  }

  /** The gateway is being stopped: every client hears it, if it listens. */
  @Override
  public void close() {
    closed.countDown();
    flowing.forEach(stream -> stream.cut("stopping"));
  }

  private void watch() {
    try {
      while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long now = System.nanoTime();
    for (Stream stream : flowing) {
      if (stream.stuck(now)) {
        stream.cut("slow");
      } else if (!stream.permitted()) {
        stream.cut("revoked");
      }
    }
  }

  private final class Stream implements Flow {

    private final InputStream events;
    private final BooleanSupplier permission;
    private volatile Thread thread;
    private volatile long writingSince;
    private volatile String reason;

    Stream(InputStream events, BooleanSupplier permission) {
      this.events = events;
      this.permission = permission;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      thread = Thread.currentThread();
      flowing.add(this);
      try (events) {
        pass(out);
      } catch (IOException e) {
        if (reason == null) {
          throw e;
        }
      } finally {
        flowing.remove(this);
        end();
      }
      Thread.interrupted();
      if (reason != null && !reason.equals("slow")) {
        out.write((": " + reason + "\n\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    }

    private void pass(OutputStream out) throws IOException {
      byte[] chunk = new byte[CHUNK];
      for (int read = events.read(chunk); read >= 0; read = events.read(chunk)) {
        writingSince = System.nanoTime();
        out.write(chunk, 0, read);
        out.flush();
        writingSince = 0;
      }
    }

    boolean stuck(long now) {
      long since = writingSince;
      return since != 0 && now - since > LONGEST_WRITE;
    }

    boolean permitted() {
      try {
        return permission.getAsBoolean();
      } catch (RuntimeException e) {
        // Nobody can tell now; the next look will.
        return true;
      }
    }

    void cut(String why) {
      reason = why;
      thread.interrupt();
    }
  }
}
