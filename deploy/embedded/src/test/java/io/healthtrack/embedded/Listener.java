package io.healthtrack.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listening TCP socket as Linux shows it.
 *
 * @param address in the kernel's hexadecimal form
 * @param port the same
 */
record Listener(String address, String port) {
  private static final String LISTENING = "0A";
  private static final Set<String> LOOPBACK =
      Set.of(
          "0100007F",
          "00000000000000000000000001000000", // ::1
          "0000000000000000FFFF00000100007F"); // 127.0.0.1 on a socket for both
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  boolean loopback() {
    return LOOPBACK.contains(address);
  }

  /** What one process listens on. */
  static Set<Listener> of(long pid) throws IOException {
    Set<String> inodes = sockets(pid);
    Set<Listener> listeners = new HashSet<>();
    for (String table : Set.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns[3].equals(LISTENING) && inodes.contains(columns[9])) {
          String[] local = columns[1].split(":");
          listeners.add(new Listener(local[0], local[1]));
        }
      }
    }
    return listeners;
  }

  private static Set<String> sockets(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors) {
        try {
          Matcher socket = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
          if (socket.matches()) {
            inodes.add(socket.group(1));
          }
        } catch (NoSuchFileException e) {
          // Closed while we looked.
        }
      }
    }
    return inodes;
  }
}
