package io.healthtrack.embedded.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a program that refuses root and users without a name (PostgreSQL does) runs nevertheless.
 *
 * @param prefix words in front of its command; none for most ordinary users
 * @param owner the user and group id that must own its files; empty when that is us
 */
public record Privileges(List<String> prefix, Optional<Integer> owner) {
  private static final int NOBODY = 65534;

  /** In a user namespace of its own a program sees itself as nobody. */
  private static final List<String> OWN_NAMESPACE = List.of("unshare", "-U", "--");

  /**
   * Chooses for a program and the directory it shall own; the directory is given to the chosen
   * user.
   *
   * @throws IOException when we are root and nothing works
   */
  public static Privileges forProgram(Path program, Path directory) throws IOException {
    String user = System.getProperty("user.name");
    if (!user.equals("root")) {
      return new Privileges(nameless(user) ? OWN_NAMESPACE : List.of(), Optional.empty());
    }
    int current = (Integer) Files.getAttribute(directory, "unix:uid");
    List<Privileges> candidates = new ArrayList<>();
    if (Programs.find("setpriv").isPresent()) {
      candidates.add(droppedTo(current == 0 ? NOBODY : current));
    }
    if (Programs.find("unshare").isPresent()) {
      // Still root to the file system, so this works below directories that nobody else may enter.
      candidates.add(new Privileges(OWN_NAMESPACE, Optional.of(0)));
    }
    // Files that are there already decide who may read them.
    boolean used = Files.exists(directory.resolve("PG_VERSION"));
    for (Privileges candidate : candidates) {
      if (!used) {
        candidate.give(directory);
      }
      if (candidate.works(program, directory)) {
        return candidate;
      }
    }
    throw new IOException(
        "PostgreSQL refuses to run as root, and neither setpriv nor unshare can run "
            + program
            + " on "
            + directory
            + "; start as an ordinary user, or choose a directory others may enter");
  }

  // Containers may run with a user id that has no name, which initdb insists on.
  private static boolean nameless(String user) {
    return user.equals("?") && Programs.find("unshare").isPresent();
  }

  private static Privileges droppedTo(int user) {
    return new Privileges(
        List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"),
        Optional.of(user));
  }

  /** Makes the file or directory the property of the user the program runs as. */
  public void give(Path path) throws IOException {
    if (owner.isPresent()) {
      Files.setAttribute(path, "unix:uid", owner.get());
      Files.setAttribute(path, "unix:gid", owner.get());
    }
  }

  private boolean works(Path program, Path directory) throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of("sh", "-c", "test -x \"$0\" && test -O \"$1\" && test -w \"$1\""));
    line.addAll(List.of(program.toString(), directory.toString()));
    Process probe =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return probe.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
