package io.healthtrack.sink.guarantees;

import io.healthtrack.sink.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets faults befall the parts, and puts back what an init system would: dead processes. */
final class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private final Parts parts;
  private final Random random;

  Faults(Parts parts, Random random) {
    this.parts = parts;
    this.random = random;
  }

  /** Returns when the part is there again; whether all is well again is for the run to see. */
  void befall(Fault fault) {
    switch (fault) {
      case SINK_KILL -> {
        parts.sink().kill9();
        parts.startSink();
      }
      case SINK_STOP -> {
        long asked = System.nanoTime();
        parts.sink().stop();
        LOG.info("the sink took {} ms to end", (System.nanoTime() - asked) / 1_000_000);
        parts.startSink();
      }
      case SINK_PAUSE -> freezeTheSink();
      case SINK_TAKEOVER -> takeBack();
      case DB_KILL -> {
        parts.stack.postgres().kill9();
        upTo(Duration.ofSeconds(1));
        parts.stack.postgres().restart();
      }
      case DB_IMMEDIATE -> {
        signal("QUIT", parts.stack.postgres().pid());
        upTo(Duration.ofSeconds(1));
        parts.stack.postgres().restart();
      }
      case DB_RESTART -> {
        if (random.nextBoolean()) {
          // It takes no new clients then, and waits for those it has.
          signal("TERM", parts.stack.postgres().pid());
          upTo(Duration.ofSeconds(1));
        }
        parts.stack.postgres().restart();
      }
      case DB_CRASH -> {
        List<Long> lanes = new ArrayList<>();
        Await.until("lanes are connected", () -> lanes.addAll(new Tables(parts).processes()));
        signal("KILL", lanes.get(random.nextInt(lanes.size())));
      }
      case DB_PAUSE -> {
        boolean beyondAnswers = random.nextInt(3) == 0;
        parts.stack.postgres().pause();
        wait(Duration.ofSeconds(beyondAnswers ? 16 : 6));
        parts.stack.postgres().resume();
      }
      case BROKER_KILL -> {
        parts.stack.kafka().kill9();
        upTo(Duration.ofSeconds(1));
        parts.stack.kafka().restart();
      }
      case BROKER_GONE -> {
        long killed = System.nanoTime();
        parts.stack.kafka().kill9();
        Await.until("the sink says so", () -> parts.sink().waitsForKafka());
        LOG.info("the sink said so after {} ms", (System.nanoTime() - killed) / 1_000_000);
        parts.stack.kafka().restart();
      }
      case BROKER_PAUSE -> {
        parts.stack.kafka().pause();
        wait(Duration.ofSeconds(5));
        parts.stack.kafka().resume();
      }
    }
  }

  /** Lets the load go on for a moment nobody can foresee. */
  void upTo(Duration most) {
    wait(Duration.ofMillis(random.nextLong(most.toMillis())));
  }

  /** A sink that never had its lanes is a newcomer and takes them, also when it wakes up late. */
  private SinkProcess owner() {
    SinkProcess sink = parts.sink();
    Await.until("it has its lanes", sink::ready);
    return sink;
  }

  private void freezeTheSink() {
    SinkProcess zombie = owner();
    zombie.pause();
    SinkProcess successor = parts.startSink();
    Await.until("the successor runs", successor::ready);
    upTo(Duration.ofSeconds(1));
    zombie.resume();
    Await.until("the one that was frozen stands by", zombie::standsBy);
  }

  private void takeBack() {
    SinkProcess first = owner();
    SinkProcess second = parts.startSink();
    Await.until("the second runs", second::ready);
    Await.until("the first stands by", first::standsBy);
    boolean frozen = random.nextBoolean();
    if (frozen) {
      second.pause();
    } else {
      second.kill9();
    }
    Await.until("the first runs again", first::ready);
    if (frozen) {
      second.resume();
      Await.until("the one that was frozen stands by", second::standsBy);
    }
    parts.end(second);
  }

  private static void wait(Duration duration) {
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
