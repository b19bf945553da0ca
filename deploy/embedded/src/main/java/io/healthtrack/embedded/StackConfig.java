package io.healthtrack.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stack shall look like.
 *
 * @param directory where the data lives on after the stack is closed; empty for temporary data
 * @param kafkaPort the broker's port, 0 for a free one; the controller takes the next one
 * @param postgresPort the database's port, 0 for a free one
 * @param registryPort the registry's port, 0 for a free one; its management takes the next one
 * @param brokerHeapMegabytes the broker's heap
 * @param patience how long a part may take to get ready
 * @param inMemory whether temporary data may lie in memory, where the system has a place there
 */
public record StackConfig(
    Optional<Path> directory,
    int kafkaPort,
    int postgresPort,
    int registryPort,
    int brokerHeapMegabytes,
    Duration patience,
    boolean inMemory) {
  /** Refuses ports and sizes that cannot work. */
  public StackConfig {
    directory = directory.map(Path::toAbsolutePath).map(Path::normalize);
    requirePort("kafkaPort", kafkaPort);
    requirePort("postgresPort", postgresPort);
    requirePort("registryPort", registryPort);
    if (brokerHeapMegabytes < 128) {
      throw new IllegalArgumentException("brokerHeapMegabytes must be at least 128");
    }
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience must be positive");
    }
  }

  private static void requirePort(String key, int port) {
    // The port after it must exist too.
    if (port < 0 || port > 65_534) {
      throw new IllegalArgumentException(key + " must be between 0 and 65534, not " + port);
    }
  }

  /** Free ports and a directory that is deleted on close. */
  public static StackConfig temporary() {
    return builder().build();
  }

  /** Starts from {@link #temporary()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings that differ from {@link #temporary()}. */
  public static final class Builder {
    private Optional<Path> directory = Optional.empty();
    private int kafkaPort;
    private int postgresPort;
    private int registryPort;
    private int brokerHeapMegabytes = 256;
    private Duration patience = Duration.ofSeconds(90);
    private boolean inMemory;

    private Builder() {}

    /** Keeps the data in this directory, which is created if missing. */
    public Builder directory(Path path) {
      this.directory = Optional.of(path);
      return this;
    }

    /** The broker's port, 0 for a free one; the controller takes the next one. */
    public Builder kafkaPort(int port) {
      this.kafkaPort = port;
      return this;
    }

    /** The database's port, 0 for a free one. */
    public Builder postgresPort(int port) {
      this.postgresPort = port;
      return this;
    }

    /** The registry's port, 0 for a free one; its management takes the next one. */
    public Builder registryPort(int port) {
      this.registryPort = port;
      return this;
    }

    /** The broker's heap; 256 is enough for a demo. */
    public Builder brokerHeapMegabytes(int megabytes) {
      this.brokerHeapMegabytes = megabytes;
      return this;
    }

    /** How long a part may take to get ready. */
    public Builder patience(Duration duration) {
      this.patience = duration;
      return this;
    }

    /** Whether temporary data may lie in memory: it outlives processes, not the machine. */
    public Builder inMemory(boolean allowed) {
      this.inMemory = allowed;
      return this;
    }

    /** The finished configuration. */
    public StackConfig build() {
      return new StackConfig(
          directory,
          kafkaPort,
          postgresPort,
          registryPort,
          brokerHeapMegabytes,
          patience,
          inMemory);
    }
  }
}
