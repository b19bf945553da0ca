package io.healthtrack.gateway.directory;

import io.healthtrack.avro.Assignment;
import io.healthtrack.avro.Consents;
import io.healthtrack.avro.Credential;
import io.healthtrack.avro.Device;
import io.healthtrack.avro.ThresholdRule;
import io.healthtrack.avro.User;
import io.healthtrack.schemas.serde.AvroDeserializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.serde.UuidSerializer;
import io.healthtrack.schemas.topics.Topics;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Looks up people, devices and rules. Entries live on disk; the heap holds the devices asked for
 * most recently, up to a bound.
 */
public final class Directory {

  private static final int DEVICES_ON_HEAP = 20_000;

  private final DirectoryStore store;
  private final AvroDeserializer<SpecificRecord> values;
  private final AtomicLong changes = new AtomicLong();
  private final Map<UUID, Device> recentDevices =
      Collections.synchronizedMap(
          new LinkedHashMap<>(1_024, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Device> eldest) {
              return size() > DEVICES_ON_HEAP;
            }
          });

  Directory(DirectoryStore store, RegistryClient registry) {
    this.store = store;
    this.values = new AvroDeserializer<>(registry);
  }

  /** Who wore a device at an instant. */
  public Wearer wearer(UUID deviceId, String tenant, Instant at) {
    Optional<Device> device = device(deviceId, tenant);
    if (device.isEmpty()) {
      return new Wearer.UnknownDevice();
    }
    for (Assignment assignment : device.get().getAssignments()) {
      Instant until = assignment.getUntil();
      if (!at.isBefore(assignment.getFrom()) && (until == null || at.isBefore(until))) {
        return new Wearer.Known(assignment.getUserId());
      }
    }
    return new Wearer.Unassigned();
  }

  /** A person of the tenant. */
  public Optional<User> user(UUID userId, String tenant) {
    return read(Topics.REGISTRY_USERS.name(), userId)
        .map(User.class::cast)
        .filter(user -> user.getVersion() > 0 && user.getTenant().equals(tenant));
  }

  /** A device of the tenant. */
  public Optional<Device> device(UUID deviceId, String tenant) {
    Device device = recentDevices.get(deviceId);
    if (device == null) {
      long before = changes.get();
      device = (Device) read(Topics.REGISTRY_DEVICES.name(), deviceId).orElse(null);
      if (device != null) {
        recentDevices.put(deviceId, device);
        // What was read may have been replaced meanwhile, and must not stay.
        if (changes.get() != before) {
          recentDevices.remove(deviceId);
        }
      }
    }
    return Optional.ofNullable(device)
        .filter(found -> found.getVersion() > 0 && found.getTenant().equals(tenant));
  }

  /** What a person of the tenant permits and denies; nothing where they never decided. */
  public Optional<Consents> consents(UUID userId, String tenant) {
    return read(Topics.REGISTRY_CONSENTS.name(), userId)
        .map(Consents.class::cast)
        .filter(consents -> consents.getVersion() > 0 && consents.getTenant().equals(tenant));
  }

  /** A threshold rule of the tenant that has not ended. */
  public Optional<ThresholdRule> rule(UUID ruleId, String tenant) {
    return read(Topics.REGISTRY_THRESHOLDS.name(), ruleId)
        .map(ThresholdRule.class::cast)
        .filter(rule -> rule.getVersion() > 0 && rule.getTenant().equals(tenant))
        .filter(
            rule ->
                rule.getVersions().isEmpty() || rule.getVersions().getLast().getUntil() == null);
  }

  /** A credential of any tenant, be it expired or revoked. */
  public Optional<Credential> credential(UUID credentialId) {
    return read(Topics.REGISTRY_CREDENTIALS.name(), credentialId)
        .map(Credential.class::cast)
        .filter(credential -> credential.getVersion() > 0);
  }

  /** All credentials of the tenant, oldest first. Looks at every credential. */
  public List<Credential> credentials(String tenant) {
    String topic = Topics.REGISTRY_CREDENTIALS.name();
    return store.entries(topic).stream()
        .map(value -> (Credential) values.deserialize(topic, value))
        .filter(credential -> credential.getVersion() > 0 && credential.getTenant().equals(tenant))
        .sorted(Comparator.comparing(Credential::getCreatedAt))
        .toList();
  }

  /** The devices of the tenant that the person wears or ever wore. Looks at every device. */
  public List<Device> devicesOf(UUID userId, String tenant) {
    return holding(Topics.REGISTRY_DEVICES.name(), userId)
        .map(Device.class::cast)
        .filter(device -> device.getTenant().equals(tenant))
        .filter(
            device ->
                device.getAssignments().stream().anyMatch(held -> held.getUserId().equals(userId)))
        .toList();
  }

  /** The rules of the tenant of which a version is or was the person's own. Looks at every rule. */
  public List<ThresholdRule> rulesOf(UUID userId, String tenant) {
    return holding(Topics.REGISTRY_THRESHOLDS.name(), userId)
        .map(ThresholdRule.class::cast)
        .filter(rule -> rule.getTenant().equals(tenant))
        .filter(
            rule -> rule.getVersions().stream().anyMatch(held -> userId.equals(held.getUserId())))
        .toList();
  }

  /** The store has a newer entry of this id. */
  void forget(UUID id) {
    changes.incrementAndGet();
    recentDevices.remove(id);
  }

  /** The store was emptied. */
  void forgetAll() {
    changes.incrementAndGet();
    recentDevices.clear();
  }

  private Stream<SpecificRecord> holding(String topic, UUID id) {
    return store.entriesHolding(topic, UuidSerializer.bytes(id)).stream()
        .map(value -> values.deserialize(topic, value));
  }

  private Optional<SpecificRecord> read(String topic, UUID id) {
    byte[] value = store.entry(topic, id);
    return value == null ? Optional.empty() : Optional.of(values.deserialize(topic, value));
  }
}
