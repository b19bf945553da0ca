package io.healthtrack.embedded;

import io.healthtrack.embedded.processes.Await;
import io.healthtrack.embedded.processes.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A part that is a child process of this JVM. */
final class ChildPart implements Part {
  private static final int SHOWN_LOG_LINES = 20;

  private final Recipe recipe;
  private final Duration patience;
  private final Predecessor predecessor;
  // Volatile because looking must not wait for a restart that is under way.
  private volatile Child child;

  ChildPart(Recipe recipe, Predecessor predecessor, Duration patience) {
    this.recipe = recipe;
    this.predecessor = predecessor;
    this.patience = patience;
  }

  @Override
  public String name() {
    return recipe.name();
  }

  @Override
  public boolean ready() {
    Child current = child;
    return current != null && current.alive() && recipe.answers();
  }

  @Override
  public long pid() {
    Child current = child;
    if (current == null) {
      throw new IllegalStateException(name() + " was never started");
    }
    return current.pid();
  }

  @Override
  public synchronized void kill9() {
    if (child != null) {
      child.kill9();
    }
  }

  @Override
  public synchronized void pause() {
    requireAlive().pause();
  }

  @Override
  public synchronized void resume() {
    requireAlive().resume();
  }

  @Override
  public synchronized void stop() {
    if (child != null) {
      child.stop();
    }
  }

  @Override
  public synchronized void restart() {
    stop();
    predecessor.outlive();
    try {
      Recipe.Launch launch = recipe.prepare();
      child = Child.start(launch.privileges(), launch.command());
      predecessor.remember(child.pid());
      awaitReady(launch.command().log());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name(), e);
    }
  }

  private Child requireAlive() {
    if (child == null || !child.alive()) {
      throw new IllegalStateException(name() + " is not running");
    }
    return child;
  }

  private void awaitReady(Path log) throws IOException {
    Child started = child;
    boolean answers = Await.until(patience, () -> !started.alive() || recipe.answers());
    if (answers && started.alive()) {
      return;
    }
    String state = started.alive() ? "does not answer after " + patience : "ended";
    started.kill9();
    throw new IllegalStateException(
        name() + " " + state + "; the end of " + log + ":\n" + String.join("\n", tail(log)));
  }

  private static List<String> tail(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
  }
}
