package io.healthtrack.processors.thresholds;

import java.util.List;

/** Keys in their order: what is to be looked at, and when. */
public interface Deadlines {

  /** For who has no clock: nothing is ever due. */
  Deadlines NONE =
      new Deadlines() {
        @Override
        public void add(byte[] key) {}

        @Override
        public void remove(byte[] key) {}

        @Override
        public List<byte[]> upTo(byte[] last, int most) {
          return List.of();
        }
      };

  /** One more. */
  void add(byte[] key);

  /** One less. */
  void remove(byte[] key);

  /** The first ones that are not after {@code last}, byte by byte without signs. */
  List<byte[]> upTo(byte[] last, int most);
}
