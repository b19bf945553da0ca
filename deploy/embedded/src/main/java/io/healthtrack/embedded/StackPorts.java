package io.healthtrack.embedded;

/** The ports of one stack, chosen once and kept through restarts. */
record StackPorts(int kafka, int postgres, int registry) {
  static StackPorts of(StackConfig config) {
    return new StackPorts(
        given(config.kafkaPort(), 2),
        given(config.postgresPort(), 1),
        given(config.registryPort(), 2));
  }

  private static int given(int port, int inRow) {
    return port == 0 ? FreePorts.pick(inRow) : port;
  }
}
