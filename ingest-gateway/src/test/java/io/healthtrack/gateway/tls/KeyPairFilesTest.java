package io.healthtrack.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPairFilesTest {

  @TempDir Path folder;
  private TlsConfig config;

  @BeforeEach
  void write() {
    config =
        new TlsConfig(folder.resolve("tls.crt"), folder.resolve("tls.key"), Duration.ofSeconds(10));
    TestCertificates.write(config.certificate(), config.key(), "EC", "30");
  }

  @Test
  void readsCertificateAndKey() throws Exception {
    KeyPairFiles.Identity identity = KeyPairFiles.read(config).parse();
    assertEquals(1, identity.chain().size());
    assertEquals("EC", identity.key().getAlgorithm());
    assertTrue(KeyPairFiles.read(config).sameAs(KeyPairFiles.read(config)));
  }

  @Test
  void readsRsaAndEdwardsKeysToo() throws Exception {
    for (String algorithm : new String[] {"RSA", "Ed25519"}) {
      TestCertificates.write(config.certificate(), config.key(), algorithm, "30");
      assertEquals(1, KeyPairFiles.read(config).parse().chain().size());
    }
  }

  @Test
  void saysWhatIsWrongAndNothingOfTheKey() throws Exception {
    Path others = folder.resolve("other.key");
    TestCertificates.write(folder.resolve("other.crt"), others, "EC", "30");
    assertProblem("the key is not the certificate's", config.certificate(), others);
    TestCertificates.write(folder.resolve("other.crt"), others, "RSA", "30");
    assertProblem("the key is not the certificate's", config.certificate(), others);

    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertProblem("the certificate's file holds none", empty, config.key());
    assertProblem("PKCS#8", config.certificate(), empty);
    assertProblem("PKCS#8", config.certificate(), config.certificate());
    Path half = folder.resolve("half");
    Files.writeString(half, Files.readString(config.certificate()).substring(0, 200));
    assertProblem("cannot be read as PEM", half, config.key());
    Files.writeString(
        half, "-----BEGIN PRIVATE KEY-----\nTm90aGluZw==\n-----END PRIVATE KEY-----\n");
    assertProblem("the key is not the certificate's", config.certificate(), half);
  }

  @Test
  void missingFileStopsTheStartAndNamesTheKeys() {
    TlsConfig missing = new TlsConfig(folder.resolve("none"), config.key(), Duration.ofSeconds(10));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Certificates.open(missing)).getMessage();
    assertTrue(message.contains("gateway.tls.certificate"), message);
  }

  private static void assertProblem(String words, Path certificate, Path key) throws IOException {
    KeyPairFiles files = KeyPairFiles.read(new TlsConfig(certificate, key, Duration.ofSeconds(10)));
    String message = assertThrows(UnusableCertificateException.class, files::parse).getMessage();
    assertTrue(message.contains(words), message);
    assertFalse(message.contains("Tm90"));
  }
}
