package io.healthtrack.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StackConfigTest {
  @Test
  void isTemporaryOnFreePortsByDefault() {
    StackConfig config = StackConfig.temporary();
    assertEquals(Optional.empty(), config.directory());
    assertEquals(0, config.kafkaPort());
    assertEquals(0, config.postgresPort());
    assertEquals(0, config.registryPort());
    assertEquals(256, config.brokerHeapMegabytes());
    assertEquals(Duration.ofSeconds(90), config.patience());
    assertFalse(config.inMemory());
  }

  @Test
  void takesEverySetting() {
    StackConfig config =
        StackConfig.builder()
            .directory(Path.of("data/../kept"))
            .kafkaPort(17092)
            .postgresPort(17432)
            .registryPort(17083)
            .brokerHeapMegabytes(512)
            .patience(Duration.ofSeconds(5))
            .inMemory(true)
            .build();
    assertEquals(Optional.of(Path.of("kept").toAbsolutePath()), config.directory());
    assertEquals(new StackPorts(17092, 17432, 17083), StackPorts.of(config));
    assertEquals(512, config.brokerHeapMegabytes());
    assertEquals(Duration.ofSeconds(5), config.patience());
    assertTrue(config.inMemory());
  }

  @Test
  void namesTheSettingThatIsWrong() {
    StackConfig.Builder builder = StackConfig.builder().registryPort(65_535);
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(refusal.getMessage().contains("registryPort"));
  }
}
