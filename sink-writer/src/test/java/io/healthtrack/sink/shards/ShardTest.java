package io.healthtrack.sink.shards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.schemas.config.SettingException;
import io.healthtrack.schemas.config.Settings;
import io.healthtrack.sink.database.DatabaseConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardTest {

  @Test
  void readsPartitionsAndWritesThemTheSameWay() {
    for (String text : List.of("0", "0-3", "0-1,4,7-9")) {
      assertEquals(text, Partitions.parse(text).toString());
    }
    assertEquals("0-2", Partitions.parse(" 2, 0 - 1 ").toString());
    for (String text : List.of("", "1-", "3-1", "0-1-2", "-1", "a", "0-99999999")) {
      assertThrows(IllegalArgumentException.class, () -> Partitions.parse(text), text);
    }
  }

  @Test
  void isOneDatabaseWithEverybodyUnlessToldOtherwise() {
    List<Shard> shards = Shard.from(settings(Map.of()));
    assertEquals(
        List.of(
            Shard.only(
                new DatabaseConfig(
                    "jdbc:postgresql://127.0.0.1:17432/healthtrack", "postgres", ""))),
        shards);
    assertEquals(shards, Shard.checked(shards));
  }

  @Test
  void readsEachShard() {
    List<Shard> shards =
        Shard.checked(
            Shard.from(
                settings(
                    Map.of(
                        "SHARDS", "a, b",
                        "SHARDS_A_URL", "jdbc:postgresql://a/h",
                        "SHARDS_A_PARTITIONS", "0-1",
                        "SHARDS_A_REPLICA_URL", "jdbc:postgresql://c/h",
                        "SHARDS_B_URL", "jdbc:postgresql://b/h",
                        "SHARDS_B_USER", "owner",
                        "SHARDS_B_PASSWORD", "hush",
                        "SHARDS_B_PARTITIONS", "2,3"))));
    assertEquals(
        List.of(
            new Shard(
                "a",
                new DatabaseConfig("jdbc:postgresql://a/h", "postgres", ""),
                Partitions.parse("0-1"),
                4,
                Optional.of(new DatabaseConfig("jdbc:postgresql://c/h", "postgres", ""))),
            new Shard(
                "b",
                new DatabaseConfig("jdbc:postgresql://b/h", "owner", "hush"),
                Partitions.parse("2-3"),
                4,
                Optional.empty())),
        shards);
    assertTrue(shards.stream().noneMatch(shard -> shard.toString().contains("hush")));
  }

  @Test
  void saysWhichPartitionIsWrongAndWhatToDo() {
    assertEquals(
        "sink.shards.b.partitions: partition 1 is in sink.shards.a.partitions too; take it out of"
            + " one of them",
        refused("0-1", "1-3"));
    assertEquals(
        "partition 2 is in no shard; add it to one, such as sink.shards.a.partitions",
        refused("0-1", "3"));
  }

  @Test
  void saysWhichSettingIsMissingOrWrong() {
    assertTrue(message(Map.of("SHARDS", "a")).startsWith("sink.shards.a.url is not set"));
    assertEquals(
        "sink.shards.a.partitions must be numbers and ranges such as 0-63,128",
        message(
            Map.of(
                "SHARDS",
                "a",
                "SHARDS_A_URL",
                "jdbc:postgresql://a/h",
                "SHARDS_A_PARTITIONS",
                "x")));
  }

  private static String message(Map<String, String> variables) {
    return assertThrows(SettingException.class, () -> Shard.from(settings(variables))).getMessage();
  }

  private static String refused(String a, String b) {
    DatabaseConfig database = new DatabaseConfig("jdbc:postgresql://a/h", "postgres", "");
    List<Shard> shards =
        List.of(
            Shard.of("a", database, Partitions.parse(a)),
            Shard.of("b", database, Partitions.parse(b)));
    return assertThrows(IllegalArgumentException.class, () -> Shard.checked(shards)).getMessage();
  }

  private static Settings settings(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>();
    variables.forEach((name, value) -> environment.put("HEALTHTRACK_SINK_" + name, value));
    return Settings.load(null, environment, "sink");
  }
}
