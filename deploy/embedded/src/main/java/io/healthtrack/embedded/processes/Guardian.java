package io.healthtrack.embedded.processes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A small shell that reads from this JVM and ends the child when there is nothing more to read.
 *
 * <p>The pipe breaks however this JVM dies, on every system with a shell, and also while the child
 * is frozen. The signal on a parent's death ({@link Spawner}) is quicker but exists on Linux only.
 */
final class Guardian implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      frozen=
      while read -r line; do
        case "$line" in
          done) exit 0 ;;
          *) frozen="$line" ;;
        esac
      done
      kill -s "$2" "$1"
      kill -s CONT "$1" $frozen
      tries=0
      while kill -0 "$1" && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
      done
      kill -s KILL "$1"
      """;

  private final Process shell;

  private Guardian(Process shell) {
    this.shell = shell;
  }

  static Guardian over(long pid, Signal stop) throws IOException {
    List<String> line = new ArrayList<>(Spawner.ownSession());
    line.addAll(List.of("sh", "-c", SCRIPT, "guardian", Long.toString(pid), stop.name()));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    return new Guardian(builder.start());
  }

  /** Remembers who has to be thawed before the child can end; nobody when the list is empty. */
  void frozen(List<Long> pids) {
    tell(pids.stream().map(pid -> Long.toString(pid)).collect(Collectors.joining(" ")));
  }

  /** Sends the guardian home; the child has ended or is ended by us. */
  @Override
  public void close() {
    tell("done");
    try {
      shell.getOutputStream().close();
      shell.waitFor();
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String line) {
    try {
      OutputStream pipe = shell.getOutputStream();
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      // Somebody ended the guardian; the signal on this JVM's death still protects the child.
      shell.destroyForcibly();
    }
  }
}
