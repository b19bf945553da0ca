package io.healthtrack.sink.shards;

import io.healthtrack.schemas.config.Secret;
import io.healthtrack.schemas.config.SettingException;
import io.healthtrack.schemas.config.Settings;
import io.healthtrack.sink.database.DatabaseConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A database and the people in it.
 *
 * @param name in settings, metrics and readiness; empty for the only one
 * @param database where it is
 * @param people the partitions of topics keyed by person that it holds
 * @param partitions how many partitions all of them hold together; 0 for the only one
 * @param replica the read replica whose lag is to be watched
 */
public record Shard(
    String name,
    DatabaseConfig database,
    Partitions people,
    int partitions,
    Optional<DatabaseConfig> replica) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,15}");

  /** The one that holds everybody. */
  public static Shard only(DatabaseConfig database) {
    return new Shard("", database, Partitions.ALL, 0, Optional.empty());
  }

  /** One of several. */
  public static Shard of(String name, DatabaseConfig database, Partitions people) {
    return new Shard(name, database, people, 0, Optional.empty());
  }

  /** The same with a replica. */
  public Shard withReplica(DatabaseConfig standby) {
    return new Shard(name, database, people, partitions, Optional.of(standby));
  }

  /** Whether it is the only one. */
  public boolean alone() {
    return name.isEmpty();
  }

  /**
   * Reads {@code sink.database.*}, or where {@code sink.shards} names some, {@code
   * sink.shards.NAME.*}.
   *
   * @throws SettingException naming the setting that is wrong
   */
  public static List<Shard> from(Settings settings) {
    List<String> names = settings.words("sink.shards", List.of());
    if (names.isEmpty()) {
      Shard shard =
          only(
              database(settings, "sink.database", "jdbc:postgresql://127.0.0.1:17432/healthtrack"));
      return List.of(replicated(settings, "sink.replica", shard));
    }
    List<Shard> shards = new ArrayList<>();
    for (String name : names) {
      String prefix = "sink.shards." + name;
      settings.required(prefix + ".url");
      String partitions = settings.required(prefix + ".partitions");
      try {
        Shard shard = of(name, database(settings, prefix, null), Partitions.parse(partitions));
        shards.add(replicated(settings, prefix + ".replica", shard));
      } catch (NumberFormatException e) {
        throw new SettingException(
            prefix + ".partitions must be numbers and ranges such as 0-63,128", e);
      }
    }
    return shards;
  }

  /**
   * Checks that every partition up to the highest is in exactly one of them.
   *
   * @throws IllegalArgumentException naming the setting, the partition and what to do
   */
  public static List<Shard> checked(List<Shard> shards) {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("sink.shards names none");
    }
    if (shards.size() == 1 && shards.getFirst().alone()) {
      return List.copyOf(shards);
    }
    Map<Integer, String> owners = new HashMap<>();
    TreeSet<Integer> all = new TreeSet<>();
    TreeSet<String> names = new TreeSet<>();
    for (Shard shard : shards) {
      if (!NAME.matcher(shard.name()).matches() || !names.add(shard.name())) {
        throw new IllegalArgumentException(
            "sink.shards: '%s' is no name of its own of up to 16 letters a-z and digits"
                .formatted(shard.name()));
      }
      if (shard.people().all()) {
        throw new IllegalArgumentException(shard.setting() + " names no partition");
      }
      for (Integer partition : shard.people().numbers()) {
        String other = owners.putIfAbsent(partition, shard.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "%s: partition %d is in sink.shards.%s.partitions too; take it out of one of them"
                  .formatted(shard.setting(), partition, other));
        }
      }
      all.addAll(shard.people().numbers());
    }
    for (int partition = 0; partition < all.last(); partition++) {
      if (!all.contains(partition)) {
        throw new IllegalArgumentException(
            "partition %d is in no shard; add it to one, such as %s"
                .formatted(partition, shards.getFirst().setting()));
      }
    }
    return shards.stream().map(shard -> shard.among(all.size())).toList();
  }

  /** The setting that says which partitions it holds. */
  public String setting() {
    return "sink.shards." + name + ".partitions";
  }

  private Shard among(int all) {
    return new Shard(name, database, people, all, replica);
  }

  private static Shard replicated(Settings settings, String prefix, Shard shard) {
    String url = settings.text(prefix + ".url", null);
    String user = settings.text(prefix + ".user", shard.database().user());
    Secret password = settings.secret(prefix + ".password");
    return url == null
        ? shard
        : shard.withReplica(
            new DatabaseConfig(
                url, user, password == null ? shard.database().password() : password.value()));
  }

  private static DatabaseConfig database(Settings settings, String prefix, String url) {
    Secret password = settings.secret(prefix + ".password");
    return new DatabaseConfig(
        settings.text(prefix + ".url", url),
        settings.text(prefix + ".user", "postgres"),
        password == null ? "" : password.value(),
        settings.duration("sink.database.transaction.timeout", Duration.ofMinutes(1)).toMillis());
  }
}
