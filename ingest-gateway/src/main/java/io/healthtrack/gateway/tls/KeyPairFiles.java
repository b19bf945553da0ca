package io.healthtrack.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The files as they are now. Their bytes are kept, so that a change is seen whatever becomes of
 * times and names: a mounted secret changes behind a link.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs, and never handed out
record KeyPairFiles(byte[] certificate, byte[] key) {

  /** No files. */
  static final KeyPairFiles NONE = new KeyPairFiles(new byte[0], new byte[0]);

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** A certificate with those it is signed with, and its key. */
  record Identity(List<X509Certificate> chain, PrivateKey key) {}

  static KeyPairFiles read(TlsConfig config) throws IOException {
    return new KeyPairFiles(
        Files.readAllBytes(config.certificate()), Files.readAllBytes(config.key()));
  }

  boolean sameAs(KeyPairFiles other) {
    return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "KeyPairFiles[]";
  }

  /**
   * What is in them.
   *
   * @throws UnusableCertificateException saying what is wrong, and never what is in the files
   */
  Identity parse() throws UnusableCertificateException {
    List<X509Certificate> chain = chain();
    PublicKey shown = chain.getFirst().getPublicKey();
    PrivateKey secret = secret(shown.getAlgorithm());
    if (!belongTogether(shown, secret)) {
      throw new UnusableCertificateException("the key is not the certificate's");
    }
    return new Identity(chain, secret);
  }

  private List<X509Certificate> chain() throws UnusableCertificateException {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(certificate))
              .stream()
              .map((Certificate one) -> (X509Certificate) one)
              .toList();
      if (chain.isEmpty()) {
        throw new UnusableCertificateException("the certificate's file holds none");
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificateException("the certificate's file cannot be read as PEM");
    }
  }

  private PrivateKey secret(String algorithm) throws UnusableCertificateException {
    String text = new String(key, StandardCharsets.US_ASCII);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new UnusableCertificateException(
          "the key's file holds no key in PKCS#8 without a password; openssl pkcs8 -topk8 -nocrypt makes one");
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (InvalidKeySpecException e) {
      throw new UnusableCertificateException("the key is not the certificate's");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableCertificateException("the key's file cannot be read");
    }
  }

  private static boolean belongTogether(PublicKey shown, PrivateKey secret) {
    byte[] message = "healthtrack".getBytes(StandardCharsets.US_ASCII);
    String algorithm =
        switch (shown.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> shown.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update(message);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(shown);
      checking.update(message);
      return checking.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
