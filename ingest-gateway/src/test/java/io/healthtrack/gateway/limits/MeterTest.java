package io.healthtrack.gateway.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.healthtrack.gateway.access.Allowance;
import io.healthtrack.gateway.access.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeterTest {

  private static final Permission GRANTED = new Permission.Granted();
  private static final Credential HUB = new Credential("hub", "default", Set.of());

  private final HandClock clock = new HandClock(Instant.parse("2026-03-01T22:00:00Z"));
  private final Meter meter =
      new Meter(new CredentialLimits(10, 5, 1_000, Duration.ofSeconds(2)), clock);

  @Test
  void refusesBeyondTheBurstAndSaysExactlyWhenToComeBack() {
    assertEquals(GRANTED, meter.readings(HUB, 20));
    Permission.Refused refused = refused(meter.readings(HUB, 15));
    assertEquals("readings-per-second", refused.limit());
    assertEquals(20, refused.quota());
    assertEquals(Duration.ofSeconds(2), refused.window());
    assertEquals(0, refused.remaining());
    assertEquals(Duration.ofSeconds(2), refused.retryAfter());

    clock.advance(refused.retryAfter());
    assertEquals(GRANTED, meter.readings(HUB, 15));
  }

  @Test
  void takesAllOfARequestOrNothing() {
    assertEquals(GRANTED, meter.readings(HUB, 15));
    assertEquals(5, refused(meter.readings(HUB, 6)).remaining());
    assertEquals(GRANTED, meter.readings(HUB, 5));
  }

  @Test
  void letsOneLargeRequestThroughAndHasItPaidOff() {
    assertEquals(GRANTED, meter.readings(HUB, 100));
    assertEquals(Duration.ofSeconds(9), refused(meter.readings(HUB, 1)).retryAfter());
    clock.advance(Duration.ofSeconds(8));
    refused(meter.readings(HUB, 1));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(GRANTED, meter.readings(HUB, 1));
  }

  @Test
  void dailyQuotaComesBackAtMidnightInUtc() {
    for (int taken = 0; taken < 1_000; taken += 20) {
      assertEquals(GRANTED, meter.readings(HUB, 20));
      clock.advance(Duration.ofSeconds(2));
    }
    Permission.Refused refused = refused(meter.readings(HUB, 1));
    assertTrue(refused.isQuota());
    assertEquals("readings-per-day", refused.limit());
    assertEquals(Duration.ofHours(2).minusSeconds(100), refused.retryAfter());

    clock.advance(refused.retryAfter());
    assertEquals(GRANTED, meter.readings(HUB, 1));
    assertEquals(999, refused(meter.readings(HUB, 1_000)).remaining());
  }

  @Test
  void whatTheRateRefusesCostsNoQuota() {
    assertEquals(GRANTED, meter.readings(HUB, 20));
    for (int tries = 0; tries < 100; tries++) {
      refused(meter.readings(HUB, 20));
    }
    clock.advance(Duration.ofSeconds(2));
    assertEquals(980, refused(meter.readings(HUB, 981)).remaining());
  }

  @Test
  void whatWasNotConfirmedIsGivenBack() {
    assertEquals(GRANTED, meter.readings(HUB, 20));
    meter.giveBack(HUB, 20);
    assertEquals(GRANTED, meter.readings(HUB, 20));
    clock.advance(Duration.ofSeconds(2));
    assertEquals(980, refused(meter.readings(HUB, 981)).remaining());
  }

  @Test
  void requestsAreCountedApart() {
    for (int request = 0; request < 10; request++) {
      assertEquals(GRANTED, meter.request(HUB));
    }
    assertEquals("requests-per-second", refused(meter.request(HUB)).limit());
    assertEquals(GRANTED, meter.readings(HUB, 20));
  }

  @Test
  void eachCredentialHasItsOwnLimits() {
    Credential small = new Credential("small", "default", Set.of(), new Allowance(1, 3L), null);
    assertEquals(GRANTED, meter.readings(HUB, 20));
    assertEquals(GRANTED, meter.readings(small, 2));
    assertEquals(2, refused(meter.readings(small, 2)).quota() - 1);
    assertEquals(GRANTED, meter.readings(new Credential("other", "default", Set.of()), 20));
  }

  @Test
  void forgetsWhoAskedForNothingToday() {
    for (int credential = 0; credential <= 10_000; credential++) {
      meter.request(new Credential("c" + credential, "default", Set.of()));
    }
    clock.advance(Duration.ofDays(1));
    meter.request(HUB);
    assertEquals(1, meter.accounts());
  }

  private static Permission.Refused refused(Permission permission) {
    return assertInstanceOf(Permission.Refused.class, permission);
  }
}
