package io.healthtrack.local.population;

/**
 * A person and the watch they wear.
 *
 * @param user identifier of the person
 * @param device identifier of the watch
 * @param birthYear year of birth
 */
public record Resident(String user, String device, int birthYear) {}
