package io.healthtrack.processors.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.avro.Device;
import io.healthtrack.avro.RegistryCommand;
import io.healthtrack.processors.running.RecordSize;
import io.healthtrack.processors.testing.Poison;
import io.healthtrack.processors.testing.Sample;
import io.healthtrack.schemas.topics.Topics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoisonTest {

  private final RegistryRun run = new RegistryRun();

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void whatIsNoCommandIsSkipped() {
    var commands =
        run.driver.createInputTopic(
            Topics.REGISTRY_COMMANDS.name(), new ByteArraySerializer(), new ByteArraySerializer());
    Poison.records().forEach(poison -> commands.pipeInput(poison.key(), poison.value()));
    run.send(RegistryRun.putUser().setUser(RegistryRun.user(1980)).build());

    assertEquals(1, run.users.readValuesToList().size());
    assertTrue(run.devices.isEmpty());
    assertTrue(run.rules.isEmpty());
  }

  @Test
  void anEntryThatNoRecordCouldHoldIsLeftAsItWas() {
    run.send(RegistryRun.putDevice("small"));
    RegistryCommand huge = RegistryRun.putDevice("");
    huge.setDevice(
        Device.newBuilder()
            .setDeviceId(Sample.DEVICE)
            .setModel("x".repeat(RecordSize.LARGEST))
            .build());
    run.send(huge);
    run.send(RegistryRun.putDevice("other"));

    assertEquals(2, run.devices.readValuesToList().size());
  }
}
