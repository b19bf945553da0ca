package io.healthtrack.gateway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows every new connection the newest certificate. A handshake that began with the one before
 * ends with it: it asks by the name of its generation.
 */
final class CurrentIdentity extends X509ExtendedKeyManager {

  private volatile Generations generations;

  private record Generation(String name, KeyPairFiles.Identity identity) {}

  private record Generations(int number, Generation now, Generation before) {}

  CurrentIdentity(KeyPairFiles.Identity first) {
    Generation generation = new Generation("1", first);
    generations = new Generations(1, generation, generation);
  }

  /** From the next handshake on. */
  void become(KeyPairFiles.Identity next) {
    int number = generations.number() + 1;
    generations =
        new Generations(number, new Generation(Integer.toString(number), next), generations.now());
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return chooseServerAlias(keyType, issuers, null);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    Generation now = generations.now();
    String algorithm = now.identity().key().getAlgorithm();
    boolean fits =
        algorithm.equals(keyType) || (algorithm.equals("RSA") && keyType.startsWith("RSA"));
    return fits ? now.name() : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Generation found = generation(alias);
    return found == null ? null : found.identity().chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    Generation found = generation(alias);
    return found == null ? null : found.identity().key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    String alias = chooseServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  private Generation generation(String alias) {
    Generations current = generations;
    if (current.now().name().equals(alias)) {
      return current.now();
    }
    return current.before().name().equals(alias) ? current.before() : null;
  }
}
