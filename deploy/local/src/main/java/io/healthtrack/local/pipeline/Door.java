package io.healthtrack.local.pipeline;

import io.healthtrack.embedded.Stack;
import io.healthtrack.gateway.GatewayApp;
import io.healthtrack.gateway.GatewayConfig;
import io.healthtrack.gateway.access.ApiKeys;
import io.healthtrack.gateway.vitals.VitalsAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Opens the gateway, which makes its key at first start and leaves it in its folder. */
final class Door {
  private static final String FOLDER = "gateway";

  private Door() {}

  static GatewayApp open(
      Stack stack, Ports ports, DataDirectory directory, GatewayLogin login, VitalsAccess vitals) {
    return GatewayApp.create(
        new GatewayConfig(
                new GatewayConfig.Listen("127.0.0.1", ports.gateway()),
                stack.bootstrapServers(),
                stack.registryUrl(),
                directory.privateDirectory(FOLDER),
                GatewayConfig.Limits.DEFAULT,
                Map.of())
            .with(login.access())
            .with(vitals));
  }

  /** The key the gateway made at first start. */
  static String firstKey(DataDirectory directory) {
    Path file = directory.directory(FOLDER).resolve(ApiKeys.FIRST_KEY);
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the gateway's first key in " + file, e);
    }
  }
}
