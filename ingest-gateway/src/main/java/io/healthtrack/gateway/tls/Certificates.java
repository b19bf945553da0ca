package io.healthtrack.gateway.tls;

import io.healthtrack.gateway.tls.KeyPairFiles.Identity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 with the certificate of two files, which are looked at again and again. New files are
 * taken for new connections; connections that are open go on. Files that cannot be used change
 * nothing: what was there stays, and {@link #state()} says so.
 */
public final class Certificates implements AutoCloseable {

  /** Nothing older is spoken. */
  public static final String PROTOCOL = "TLSv1.3";

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final TlsConfig config;
  private final CurrentIdentity identity;
  private final SSLContext context;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private KeyPairFiles seen;
  private volatile Instant expiry;
  private volatile String trouble = "";

  private Certificates(TlsConfig config, KeyPairFiles files, Identity first)
      throws GeneralSecurityException {
    this.config = config;
    this.seen = files;
    this.identity = new CurrentIdentity(first);
    this.expiry = expiryOf(first);
    this.context = SSLContext.getInstance(PROTOCOL);
    context.init(new KeyManager[] {identity}, null, null);
    this.thread = Thread.ofPlatform().name("certificate-watch").daemon().unstarted(this::watch);
  }

  /**
   * Reads the files and keeps looking at them.
   *
   * @throws IllegalArgumentException if they cannot be used; the message says why
   */
  public static Certificates open(TlsConfig config) {
    try {
      KeyPairFiles files = KeyPairFiles.read(config);
      Certificates certificates = new Certificates(config, files, files.parse());
      certificates.thread.start();
      return certificates;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "gateway.tls.certificate and gateway.tls.key must be files that can be read", e);
    } catch (UnusableCertificateException | GeneralSecurityException e) {
      throw new IllegalArgumentException("gateway.tls: " + e.getMessage(), e);
    }
  }

  /** For a server. */
  public SSLContext context() {
    return context;
  }

  /** In words, for whoever operates it. */
  public String state() {
    String current = "TLS 1.3, certificate valid until " + expiry;
    return trouble.isEmpty() ? current : current + "; its new files are not used: " + trouble;
  }

  @Override
  public void close() {
    closed.set(true);
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    while (!closed.get()) {
      LockSupport.parkNanos(config.reload().toNanos());
      if (!closed.get()) {
        look();
      }
    }
  }

  private void look() {
    KeyPairFiles files;
    try {
      files = KeyPairFiles.read(config);
    } catch (IOException e) {
      seen = KeyPairFiles.NONE;
      complain("they cannot be read");
      return;
    }
    if (files.sameAs(seen)) {
      return;
    }
    seen = files;
    try {
      Identity next = files.parse();
      if (expiryOf(next).isBefore(Instant.now())) {
        throw new UnusableCertificateException("the certificate has expired");
      }
      identity.become(next);
      expiry = expiryOf(next);
      trouble = "";
      LOG.info("took a new certificate, valid until {}", expiry);
    } catch (UnusableCertificateException e) {
      complain(e.getMessage());
    }
  }

  private void complain(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      LOG.warn("the certificate's new files are not used, the old ones are kept: {}", why);
    }
  }

  /** The chain holds until its first certificate does not. */
  private static Instant expiryOf(Identity identity) {
    List<X509Certificate> chain = identity.chain();
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
