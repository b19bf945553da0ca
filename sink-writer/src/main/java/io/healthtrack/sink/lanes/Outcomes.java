package io.healthtrack.sink.lanes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What became of a batch's records, by partition. Owned by one thread. */
public final class Outcomes {

  private final Map<TopicPartition, Counts> counts = new HashMap<>();
  private List<DataSync> syncs = List.of();

  /** One partition's counts; every record belongs in exactly one. */
  public static final class Counts {
    private long inserted;
    private long alreadyStored;
    private long corrected;
    private long quarantined;
    private long passedOver;

    private Counts() {}

    /** It became a new row. */
    public void inserted() {
      inserted++;
    }

    /** So many became new rows. */
    public void inserted(int rows) {
      inserted += rows;
    }

    /** Its row was there already. */
    public void alreadyStored() {
      alreadyStored++;
    }

    /** It replaced an older version. */
    public void corrected() {
      corrected++;
    }

    /** It was refused. */
    public void quarantined() {
      quarantined++;
    }

    /** It is no reading but a tick of the clock: it is in nobody's counts. */
    public void passedOver() {
      passedOver++;
    }

    long total() {
      return inserted + alreadyStored + corrected + quarantined;
    }
  }

  /** Sums over all partitions. */
  record Totals(long inserted, long alreadyStored, long corrected, long quarantined) {}

  /** The counts of a partition. */
  public Counts of(TopicPartition partition) {
    return counts.computeIfAbsent(partition, none -> new Counts());
  }

  /** Which devices brought what of whom, for {@code ops.batches}. */
  public void syncs(List<DataSync> counted) {
    syncs = List.copyOf(counted);
  }

  /** Forgets everything, for a lane that begins its batch anew. */
  public void clear() {
    counts.clear();
  }

  List<DataSync> syncs() {
    return syncs;
  }

  long inserted(TopicPartition partition) {
    return of(partition).inserted;
  }

  long alreadyStored(TopicPartition partition) {
    return of(partition).alreadyStored;
  }

  long corrected(TopicPartition partition) {
    return of(partition).corrected;
  }

  long quarantined(TopicPartition partition) {
    return of(partition).quarantined;
  }

  /** How many records are in nobody's counts. */
  long passedOver() {
    long passedOver = 0;
    for (Counts of : counts.values()) {
      passedOver += of.passedOver;
    }
    return passedOver;
  }

  Totals totals() {
    long inserted = 0;
    long alreadyStored = 0;
    long corrected = 0;
    long quarantined = 0;
    for (Counts of : counts.values()) {
      inserted += of.inserted;
      alreadyStored += of.alreadyStored;
      corrected += of.corrected;
      quarantined += of.quarantined;
    }
    return new Totals(inserted, alreadyStored, corrected, quarantined);
  }

  /** Fails the transaction, not the count, if the lane lost track of a record. */
  void verify(int records) {
    long total = 0;
    for (Counts of : counts.values()) {
      total += of.total() + of.passedOver;
    }
    if (total != records) {
      throw new IllegalStateException("%d records, %d outcomes".formatted(records, total));
    }
  }
}
