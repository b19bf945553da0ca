package io.healthtrack.gateway.limits;

import java.time.Duration;

/** Whether a credential may go on. */
public sealed interface Permission {

  /** It may, and what it asked for is counted. */
  record Granted() implements Permission {}

  /**
   * Not yet; nothing was counted.
   *
   * @param limit which one, such as readings-per-day
   * @param quota how much it allows
   * @param window in how long
   * @param remaining what is left of it now
   * @param retryAfter when as much as was asked for will be there, whole seconds
   */
  record Refused(String limit, long quota, Duration window, long remaining, Duration retryAfter)
      implements Permission {

    /** Whether it is a quota, which waiting a moment does not restore. */
    public boolean isQuota() {
      return window.compareTo(Duration.ofDays(1)) >= 0;
    }
  }
}
