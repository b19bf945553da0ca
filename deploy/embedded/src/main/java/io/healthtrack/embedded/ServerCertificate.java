package io.healthtrack.embedded;

import io.healthtrack.embedded.artifacts.Directories;
import io.healthtrack.embedded.processes.Child;
import io.healthtrack.embedded.processes.Command;
import io.healthtrack.embedded.processes.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What proves to clients that a database server is ours: a self-signed certificate, which they
 * trust and no other, and its private key.
 *
 * @param directory where both are; appears at once, with both in it
 */
record ServerCertificate(Path directory) {
  private static final String ALIAS = "server";
  private static final String PASSWORD_VARIABLE = "HEALTHTRACK_KEYTOOL_PASSWORD";
  private static final int VALID_DAYS = 3_652; // ten years
  private static final int PEM_LINE = 64;

  /** That of the database of a stack, made or not. */
  static ServerCertificate in(StackDirectory directory) throws IOException {
    return new ServerCertificate(directory.of(PostgresRecipe.NAME).resolve("tls"));
  }

  /** For everybody to read. */
  Path certificate() {
    return directory.resolve("server.crt");
  }

  /** For nobody but its owner to read. */
  Path key() {
    return directory.resolve("server.key");
  }

  /** Makes both if they are missing; the output of the program that does is appended to the log. */
  ServerCertificate ensure(Path log) {
    if (!Files.exists(directory)) {
      try {
        make(log);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot make a certificate for the database", e);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make a certificate for the database", e);
      }
    }
    return this;
  }

  private void make(Path log) throws IOException, GeneralSecurityException {
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
    Directories.delete(unfinished); // left by a process that was killed half way
    Files.createDirectory(unfinished);
    Directories.permit(unfinished, "rwx------");
    Path store = unfinished.resolve("server.p12");
    String password = UUID.randomUUID().toString();
    run(
        new Command(
            keytool(store), Map.of(PASSWORD_VARIABLE, password), unfinished, log, Signal.TERM));
    KeyStore pair = KeyStore.getInstance(store.toFile(), password.toCharArray());
    ServerCertificate made = new ServerCertificate(unfinished);
    write(
        made.key(),
        "rw-------",
        "PRIVATE KEY",
        pair.getKey(ALIAS, password.toCharArray()).getEncoded());
    write(made.certificate(), "rw-r--r--", "CERTIFICATE", pair.getCertificate(ALIAS).getEncoded());
    Files.delete(store);
    // The server may run as another user.
    Directories.permit(unfinished, "rwx--x--x");
    Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  // The JDK makes certificates by this program only; it has no API that does.
  private static List<String> keytool(Path store) throws IOException {
    List<String> line = new ArrayList<>(List.of(Java.keytool()));
    Java.OPTIONS.forEach(option -> line.add("-J" + option));
    // Slows down guessing, and us; nobody guesses a random password in the moment it is good for.
    for (String guarded : List.of("keyPbe", "certPbe", "mac")) {
      line.add("-J-Dkeystore.pkcs12." + guarded + "IterationCount=1");
    }
    line.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            // Channel binding hashes the certificate with the hash of its signature.
            "-sigalg",
            "SHA256withECDSA",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-validity",
            Integer.toString(VALID_DAYS),
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:env",
            PASSWORD_VARIABLE));
    return line;
  }

  private static void run(Command keytool) throws IOException {
    try {
      int code = Child.start(List.of(), keytool).await();
      if (code != 0) {
        throw new IOException("keytool ended with " + code + "; see " + keytool.log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void write(Path file, String permissions, String type, byte[] encoded)
      throws IOException {
    Files.createFile(file);
    Directories.permit(file, permissions);
    Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(
                type, Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(encoded)));
  }
}
