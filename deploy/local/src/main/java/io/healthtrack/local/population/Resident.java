package io.healthtrack.local.population;

/**
 * A person and the watch they wear.
 *
 * @param user identifier of the person
 * @param device identifier of the watch
 * @param birthYear year of birth
 * @param gender as in FHIR administrative gender
 * @param timeZone IANA zone of the person's clock
 */
public record Resident(String user, String device, int birthYear, String gender, String timeZone) {}
