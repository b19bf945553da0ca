package io.healthtrack.local.terminal;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** How far a long task is; nothing where there is no terminal. */
public final class ProgressBar implements LongConsumer {
  private static final int WIDTH = 40;

  private final PrintWriter out;
  private final String what;
  private final long all;
  private int lastPercent = -1;

  /** Of {@code all} of {@code what}. */
  public ProgressBar(PrintWriter out, String what, long all) {
    this.out = out;
    this.what = what;
    this.all = all;
  }

  @Override
  public void accept(long done) {
    int percent = all == 0 ? 100 : (int) (100 * done / all);
    if (!Terminal.present() || percent == lastPercent) {
      return;
    }
    lastPercent = percent;
    int full = WIDTH * percent / 100;
    out.printf(
        "\r  %s%s %3d %%  %,d of %,d %s%s",
        "█".repeat(full),
        "░".repeat(WIDTH - full),
        percent,
        done,
        all,
        what,
        percent == 100 ? "\n" : "");
    out.flush();
  }
}
