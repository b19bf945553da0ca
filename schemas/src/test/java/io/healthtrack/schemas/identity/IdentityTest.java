package io.healthtrack.schemas.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityTest {

  private static final UUID DEVICE = UUID.fromString("00000000-0000-0000-0000-000000000001");

  @Test
  void sameMeasurementHasSameId() {
    assertEquals(of(72.0, 0), of(72.0, 0));
    assertEquals(5, of(72.0, 0).version());
    assertEquals(2, of(72.0, 0).variant());
  }

  @Test
  void anyPartOfTheMeasurementMakesAnotherId() {
    assertNotEquals(of(72.0, 0), of(73.0, 0));
    assertNotEquals(of(72.0, 0), of(72.0, 1));
    assertNotEquals(
        of(72.0, 0), ReadingIdentity.ofMeasurement(DEVICE, "heart-rate", 1L, 72.0, "<", "/min", 0));
  }

  @Test
  void fieldsDoNotRunIntoEachOther() {
    assertNotEquals(
        SubjectIdentity.user("default", "ab", "c"), SubjectIdentity.user("default", "a", "bc"));
    assertNotEquals(
        ReadingIdentity.ofClientId("default", "é"), ReadingIdentity.ofClientId("default", "e"));
  }

  @Test
  void takesUuidsAndTheCallersIdentifiers() {
    assertEquals(
        SubjectIdentity.user("default", "fitbit", "8877689391"),
        SubjectIdentity.userFrom("default", "fitbit|8877689391"));
    assertEquals(DEVICE, SubjectIdentity.deviceFrom("default", DEVICE.toString()));
    assertThrows(
        IllegalArgumentException.class, () -> SubjectIdentity.userFrom("default", "somebody"));
    assertThrows(
        IllegalArgumentException.class, () -> SubjectIdentity.userFrom("default", "fitbit|"));
  }

  @Test
  void idsOfOtherTenantsSaySoByTheirVersion() {
    UUID ours = SubjectIdentity.user("default", "fitbit", "8877689391");
    UUID theirs = SubjectIdentity.userFrom("clinic", "fitbit|8877689391");
    assertEquals(5, ours.version());
    assertEquals(8, theirs.version());
    assertEquals(2, theirs.variant());
    assertEquals(theirs, SubjectIdentity.user("clinic", "fitbit", "8877689391"));
    assertTrue(SubjectIdentity.belongsToNamedTenant(theirs));
    assertFalse(SubjectIdentity.belongsToNamedTenant(ours));
    assertFalse(SubjectIdentity.belongsToNamedTenant(UUID.randomUUID()));
    assertNotEquals(theirs, SubjectIdentity.user("other", "fitbit", "8877689391"));
  }

  private static UUID of(double value, long sequence) {
    return ReadingIdentity.ofMeasurement(DEVICE, "heart-rate", 1L, value, null, "/min", sequence);
  }
}
