package io.healthtrack.sink.lanes;

/**
 * How many records a batch may have: half of what one had that failed, twice as many with every one
 * that is committed, up to the policy's. A batch that takes longer than a transaction may would
 * else be tried for ever on a server that has become slow.
 */
final class BatchLimit {

  private final int most;
  private int rows;

  BatchLimit(int most) {
    this.most = most;
    rows = most;
  }

  int rows() {
    return rows;
  }

  /** Whether batches have to be smaller than usual. */
  boolean narrow() {
    return rows < most;
  }

  /** A batch of this size failed; without records it was not its size. */
  void failed(int size) {
    if (size > 0) {
      rows = Math.max(1, Math.min(rows, size) / 2);
    }
  }

  void succeeded() {
    rows = (int) Math.min(most, 2L * rows);
  }
}
