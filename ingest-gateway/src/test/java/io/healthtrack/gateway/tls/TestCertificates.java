package io.healthtrack.gateway.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates made by the JDK's own keytool, as PEM files. */
public final class TestCertificates {

  private static final char[] PASSWORD = "only-for-a-moment".toCharArray();

  private TestCertificates() {}

  /** Writes a new certificate and its key. */
  public static void write(Path certificate, Path key, String keyAlgorithm, String days) {
    try {
      Path store = Files.createTempFile("healthtrack", ".p12");
      Files.delete(store);
      keytool(store, keyAlgorithm, days);
      KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD);
      pem(certificate, "CERTIFICATE", made.getCertificate("gateway").getEncoded());
      pem(key, "PRIVATE KEY", made.getKey("gateway", PASSWORD).getEncoded());
      Files.delete(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts one certificate file and nothing else. */
  public static SSLContext trusting(X509TrustManager trust, String protocol) {
    try {
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Remembers what it was shown, and believes it. */
  public static final class Curious implements X509TrustManager {
    private volatile X509Certificate shown;

    public X509Certificate shown() {
      return shown;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      shown = chain[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void keytool(Path store, String keyAlgorithm, String days) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "gateway",
            "-keyalg",
            keyAlgorithm,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-startdate",
            "-2d",
            "-validity",
            days,
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD));
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IllegalStateException("keytool ended with " + exit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** In one step, as whoever renews certificates does it. */
  private static void pem(Path file, String label, byte[] bytes) throws IOException {
    String text =
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(bytes), label);
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
