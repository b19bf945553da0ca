package io.healthtrack.processors.tallies;

import io.healthtrack.avro.Tally;
import io.healthtrack.schemas.time.EventTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The cumulative counts of one stage for one source partition. At every moment {@code in = out +
 * duplicates + quarantined}. The store is written with each record, so that any commit holds
 * exactly the records it commits; the store's cache makes that one changelog record per commit.
 */
public final class StageTally {

  /**
   * Under this name the store has how many records were passed over: it is no reason's, and state
   * of before has none, so the layout is what it was.
   */
  private static final String PASSED_OVER = "";

  private final KeyValueStore<byte[], byte[]> store;
  private final String stage;
  private final String topic;
  private final int partition;
  private final byte[] key;
  private final Map<String, Long> reasons = new TreeMap<>();
  private long countedTo;
  private long recordsIn;
  private long recordsOut;
  private long duplicates;
  private long quarantined;
  private long passedOver;
  private boolean changed;
  // The reasons as stored, made anew only when one of them is counted: most records bring none.
  private byte[] storedReasons = {};

  /** Takes up the counts where the store has them. */
  public StageTally(
      KeyValueStore<byte[], byte[]> store, String stage, String topic, int partition) {
    this.store = store;
    this.stage = stage;
    this.topic = topic;
    this.partition = partition;
    this.key = key().getBytes(StandardCharsets.UTF_8);
    byte[] stored = store.get(key);
    if (stored != null) {
      read(ByteBuffer.wrap(stored));
      storedReasons = encodedReasons();
      // A crash may have come between the commit and the publication.
      changed = true;
    }
  }

  /** Key of the published tally. */
  public String key() {
    return stage + "/" + topic + "/" + partition;
  }

  /** Counts a record that was passed on. */
  public void passedOn(long offset) {
    recordsIn++;
    recordsOut++;
    save(offset);
  }

  /** Counts a record that was there already. */
  public void duplicate(long offset) {
    recordsIn++;
    duplicates++;
    save(offset);
  }

  /** Counts a record that was refused. */
  public void quarantined(long offset, String reason) {
    recordsIn++;
    quarantined++;
    reasons.merge(reason, 1L, Long::sum);
    storedReasons = encodedReasons();
    save(offset);
  }

  /** Moves past a record that is no reading. */
  public void passedOver(long offset) {
    passedOver++;
    storedReasons = encodedReasons();
    save(offset);
  }

  /** Whether there is something to publish since the last {@link #publication}. */
  public boolean changed() {
    return changed;
  }

  /** The counts as a record. */
  public Tally publication(long nowMicros) {
    changed = false;
    Tally tally = new Tally();
    tally.setStage(stage);
    tally.setTopic(topic);
    tally.setPartition(partition);
    tally.setCountedTo(countedTo);
    tally.setRecordsIn(recordsIn);
    tally.setRecordsOut(recordsOut);
    tally.setDuplicates(duplicates);
    tally.setQuarantined(quarantined);
    tally.setReasons(new TreeMap<>(reasons));
    tally.setPassedOver(passedOver);
    tally.setTalliedAt(EventTime.instant(nowMicros));
    return tally;
  }

  private void save(long offset) {
    countedTo = offset + 1;
    changed = true;
    byte[] counts =
        ByteBuffer.allocate(5 * Long.BYTES + storedReasons.length)
            .putLong(countedTo)
            .putLong(recordsIn)
            .putLong(recordsOut)
            .putLong(duplicates)
            .putLong(quarantined)
            .put(storedReasons)
            .array();
    store.put(key, counts);
  }

  private byte[] encodedReasons() {
    Map<String, Long> kept = new TreeMap<>(reasons);
    if (passedOver > 0) {
      kept.put(PASSED_OVER, passedOver);
    }
    int length = 0;
    for (String reason : kept.keySet()) {
      length += 1 + reason.length() + Long.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (Map.Entry<String, Long> entry : kept.entrySet()) {
      bytes
          .put((byte) entry.getKey().length())
          .put(entry.getKey().getBytes(StandardCharsets.US_ASCII))
          .putLong(entry.getValue());
    }
    return bytes.array();
  }

  private void read(ByteBuffer bytes) {
    countedTo = bytes.getLong();
    recordsIn = bytes.getLong();
    recordsOut = bytes.getLong();
    duplicates = bytes.getLong();
    quarantined = bytes.getLong();
    while (bytes.hasRemaining()) {
      byte[] reason = new byte[bytes.get()];
      bytes.get(reason);
      reasons.put(new String(reason, StandardCharsets.US_ASCII), bytes.getLong());
    }
    Long over = reasons.remove(PASSED_OVER);
    passedOver = over == null ? 0 : over;
  }
}
