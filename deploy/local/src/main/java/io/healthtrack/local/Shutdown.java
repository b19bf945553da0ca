package io.healthtrack.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and Ctrl-C into something to wait for. The JVM ends only after this is closed, so
 * that the main thread can stop everything in order meanwhile.
 */
final class Shutdown implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(45);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

  private static volatile boolean signalled;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();
  private volatile boolean starting = true;
  private final Thread hook = new Thread(this::onHook, "shutdown");

  private Shutdown() {}

  static Shutdown onSignal() {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  /**
   * Ends the process with the exit code. After a signal the JVM would answer 128 and the signal's
   * number, although everything asked for was done: then the code is given without its say.
   */
  static void exit(int code) {
    if (signalled) {
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /** Returns when asked to stop. */
  void await() throws InterruptedException {
    starting = false;
    try {
      asked.await();
    } catch (InterruptedException e) {
      // The signal came as the start ended: it interrupted what had nothing left to wait for.
      if (!asked()) {
        throw e;
      }
    }
  }

  /** Returns when asked to stop or when the time is over, and says whether it was asked. */
  boolean await(Duration longest) throws InterruptedException {
    starting = false;
    return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  @Override
  public void close() {
    done.countDown();
    if (!asked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The signal came at this very moment; everything is stopped already.
      }
    }
  }

  private void onHook() {
    signalled = true;
    asked.countDown();
    if (starting) {
      // Whatever the start waits for, it need not come any more.
      main.interrupt();
    }
    try {
      if (!done.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("healthtrack: not everything stopped in time");
      }
      // For what is said last, and for its exit code.
      main.join(LONGEST_FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
