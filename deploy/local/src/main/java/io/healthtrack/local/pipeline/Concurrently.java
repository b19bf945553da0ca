package io.healthtrack.local.pipeline;

import io.healthtrack.local.terminal.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs steps that do not need each other at the same time. */
final class Concurrently {
  private Concurrently() {}

  /** Returns when all are done, and fails as the first of them in order failed. */
  static void run(Runnable... steps) {
    List<Future<?>> running = new ArrayList<>();
    // Threads of the platform: some steps wait inside native code.
    try (ExecutorService threads = Executors.newFixedThreadPool(steps.length)) {
      for (Runnable step : steps) {
        running.add(threads.submit(step));
      }
    }
    for (Future<?> step : running) {
      try {
        step.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted", e);
      }
    }
  }
}
