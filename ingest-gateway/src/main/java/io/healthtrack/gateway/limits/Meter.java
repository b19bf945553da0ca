package io.healthtrack.gateway.limits;

import io.healthtrack.gateway.access.Credential;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts what each credential asks of this gateway. The counts are this gateway's alone, and begin
 * anew with it: with several gateways a credential gets several times its limits.
 */
public final class Meter {

  /** So many credentials are kept without looking which of them are of no use any more. */
  private static final int KEPT = 10_000;

  private final CredentialLimits usual;
  private final MidnightClock clock;
  private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

  /** With the limits of credentials that have none of their own. */
  public Meter(CredentialLimits usual, Clock clock) {
    this.usual = usual;
    this.clock = new MidnightClock(clock);
  }

  /** One more request. */
  public Permission request(Credential credential) {
    return account(credential).requests.take(1);
  }

  /** So many readings, before any of them is published. */
  public Permission readings(Credential credential, int count) {
    if (count == 0) {
      return new Permission.Granted();
    }
    Account account = account(credential);
    Permission quota = account.daily.take(count);
    if (quota instanceof Permission.Refused) {
      return quota;
    }
    Permission rate = account.readings.takeOrOwe(count);
    if (rate instanceof Permission.Refused) {
      account.daily.giveBack(count);
    }
    return rate;
  }

  /** So many readings of which the broker did not say that it has them: they will come again. */
  public void giveBack(Credential credential, int count) {
    Account account = account(credential);
    account.readings.giveBack(count);
    account.daily.giveBack(count);
  }

  int accounts() {
    return accounts.size();
  }

  private Account account(Credential credential) {
    if (accounts.size() > KEPT) {
      forgetIdle();
    }
    Account account = accounts.computeIfAbsent(credential.id(), id -> open(credential));
    account.lastUsed = clock.today();
    return account;
  }

  /** Whoever asked for nothing today has all of today's quota, with an account or without. */
  private void forgetIdle() {
    LocalDate today = clock.today();
    accounts.values().removeIf(account -> account.lastUsed.isBefore(today));
  }

  private Account open(Credential credential) {
    int perSecond =
        Objects.requireNonNullElse(
            credential.allowance().readingsPerSecond(), usual.readingsPerSecond());
    long perDay =
        Objects.requireNonNullElse(credential.allowance().readingsPerDay(), usual.readingsPerDay());
    Duration burst = usual.burst();
    return new Account(
        Limit.rate("requests-per-second", usual.requestsPerSecond(), burst, clock),
        Limit.rate("readings-per-second", perSecond, burst, clock),
        Limit.quota("readings-per-day", perDay, clock),
        clock.today());
  }

  private static final class Account {
    private final Limit requests;
    private final Limit readings;
    private final Limit daily;
    private volatile LocalDate lastUsed;

    Account(Limit requests, Limit readings, Limit daily, LocalDate lastUsed) {
      this.requests = requests;
      this.readings = readings;
      this.daily = daily;
      this.lastUsed = lastUsed;
    }
  }
}
