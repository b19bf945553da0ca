package io.healthtrack.embedded.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A running child process with everything it started itself; ends with this JVM at the latest. */
public final class Child {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration DEATH = Duration.ofSeconds(10);

  private final Process process;
  private final Guardian guardian;
  private final Signal stop;

  private Child(Process process, Guardian guardian, Signal stop) {
    this.process = process;
    this.guardian = guardian;
    this.stop = stop;
  }

  /**
   * Starts the command.
   *
   * @param privileges words in front of the command that change its user
   */
  public static Child start(List<String> privileges, Command command) throws IOException {
    // Changing the user forgets the death signal, so it is asked for after that.
    List<String> line = new ArrayList<>(privileges);
    line.addAll(Spawner.diesWithParent(command.stop()));
    line.addAll(command.line());
    Process process =
        Spawner.spawn(
            new Command(
                line, command.environment(), command.directory(), command.log(), command.stop()));
    try {
      return new Child(process, Guardian.over(process.pid(), command.stop()), command.stop());
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** The process id; stays the same through pause and resume. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process exists, frozen or not. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits for the end by itself and returns the exit code. */
  public int await() throws InterruptedException {
    int code = process.waitFor();
    guardian.close();
    return code;
  }

  /** Freezes the process and what it started. */
  public void pause() {
    List<Long> family = family().map(ProcessHandle::pid).toList();
    guardian.frozen(family);
    Signal.STOP.send(family);
  }

  /** Thaws the process and what it started. */
  public void resume() {
    // The parent last: until then it can start nobody who would be missed.
    Signal.CONT.send(family().map(ProcessHandle::pid).toList().reversed());
    guardian.frozen(List.of());
  }

  /** Ends the process and what it started at once, as a power cut would, and waits for it. */
  public void kill9() {
    List<ProcessHandle> family = family().toList();
    Signal.KILL.send(family.stream().map(ProcessHandle::pid).toList());
    finish(family);
  }

  /** Ends the process in good order; by force when it takes too long. */
  public void stop() {
    resume();
    List<ProcessHandle> family = family().toList();
    stop.send(List.of(process.pid()));
    if (Await.until(GRACE, () -> !process.isAlive())) {
      finish(family);
    } else {
      kill9();
    }
  }

  private void finish(List<ProcessHandle> family) {
    boolean gone = Await.until(DEATH, () -> family.stream().noneMatch(Child::exists));
    guardian.close();
    if (!gone) {
      throw new IllegalStateException("process " + process.pid() + " does not end");
    }
  }

  private Stream<ProcessHandle> family() {
    return Stream.concat(
        Stream.of(process.toHandle()).filter(ProcessHandle::isAlive), process.descendants());
  }

  // A grandchild whose new parent never waits for it (process 1 of a small container) stays a
  // zombie for ever.
  private static boolean exists(ProcessHandle handle) {
    return handle.isAlive() && !zombie(Path.of("/proc", Long.toString(handle.pid()), "stat"));
  }

  private static boolean zombie(Path stat) {
    try {
      String text = Files.readString(stat);
      return text.startsWith(" Z", text.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false;
    }
  }
}
