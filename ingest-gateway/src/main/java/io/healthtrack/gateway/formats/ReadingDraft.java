package io.healthtrack.gateway.formats;

import java.time.Instant;

/**
 * One reading as a file or a caller states it, right in form and not yet checked for meaning: the
 * metric, the unit, the device and the user are only names here.
 *
 * @param id the caller's own id; null when there is none
 * @param device the caller's identifier of the device; null when the file does not say
 * @param user the caller's identifier of the person; null when the file does not say
 * @param metric code of the metric, never blank
 * @param value a finite number in {@code unit}
 * @param comparator {@code <}, {@code <=}, {@code >=} or {@code >}; null means the value itself
 * @param unit the unit as sent, never null
 * @param measuredAt the instant, or the start of the interval, to the microsecond
 * @param endAt end of the interval; null for instants; never before {@code measuredAt}
 * @param offsetMinutes the wearer's local clock in minutes east of UTC; null when only the instant
 *     is known (a time that ends in {@code Z})
 * @param sequence tells apart readings of one device, metric, time and value; 0 unless stated
 * @param status final, amended or entered-in-error; final unless stated
 * @param statistic minimum, average and the like, when a device computed it; null means a
 *     measurement
 * @param modality sensed or self-reported; null when not stated
 * @param group pairs readings taken together; null when not stated
 * @param personId the file's own id column, such as Fitbit's {@code Id}; null when it has none
 */
public record ReadingDraft(
    String id,
    String device,
    String user,
    String metric,
    double value,
    String comparator,
    String unit,
    Instant measuredAt,
    Instant endAt,
    Integer offsetMinutes,
    long sequence,
    String status,
    String statistic,
    String modality,
    String group,
    String personId) {

  /** Status of a reading that says nothing about it. */
  public static final String FINAL = "final";

  /** Statistic of a total over hours or a day, which also stands in the readings it adds up. */
  public static final String SUM = "sum";

  /** Modality of what a sensor measured. */
  public static final String SENSED = "sensed";

  /** Modality of what a person typed in. */
  public static final String SELF_REPORTED = "self-reported";

  /** A sensed measurement of an instant; the other fields are set with the methods below. */
  static ReadingDraft sensed(
      String metric,
      double value,
      String unit,
      Instant measuredAt,
      Integer offsetMinutes,
      String personId) {
    return new ReadingDraft(
        null,
        null,
        null,
        metric,
        value,
        null,
        unit,
        measuredAt,
        null,
        offsetMinutes,
        0,
        FINAL,
        null,
        SENSED,
        null,
        personId);
  }

  /** The same reading of the given user, measured by the given device (either may be null). */
  public ReadingDraft of(String newUser, String newDevice) {
    return changed(newUser, newDevice, endAt, comparator, sequence, statistic, modality, group);
  }

  /** Whether the file says whose it is by its own id column alone. */
  public boolean namesOnlyPerson() {
    return device == null && user == null && personId != null;
  }

  /** The file's own id column as an identifier; only Fitbit's files have one. */
  public String personName() {
    return "fitbit|" + personId;
  }

  ReadingDraft until(Instant end) {
    return changed(user, device, end, comparator, sequence, statistic, modality, group);
  }

  ReadingDraft with(String newComparator, long newSequence) {
    return changed(user, device, endAt, newComparator, newSequence, statistic, modality, group);
  }

  ReadingDraft by(String newModality) {
    return changed(user, device, endAt, comparator, sequence, statistic, newModality, group);
  }

  /** The same reading, measured by this device (the user stays). */
  ReadingDraft measuredBy(String newDevice) {
    return of(user, newDevice);
  }

  /** The same reading as what a device computed over its interval. */
  ReadingDraft asStatistic(String newStatistic) {
    return changed(user, device, endAt, comparator, sequence, newStatistic, modality, group);
  }

  /** The same reading, taken together with others of this group. */
  ReadingDraft groupedAs(String newGroup) {
    return changed(user, device, endAt, comparator, sequence, statistic, modality, newGroup);
  }

  /** The same measurement with what formats learn about it one after the other. */
  private ReadingDraft changed(
      String newUser,
      String newDevice,
      Instant newEnd,
      String newComparator,
      long newSequence,
      String newStatistic,
      String newModality,
      String newGroup) {
    return new ReadingDraft(
        id,
        newDevice,
        newUser,
        metric,
        value,
        newComparator,
        unit,
        measuredAt,
        newEnd,
        offsetMinutes,
        newSequence,
        status,
        newStatistic,
        newModality,
        newGroup,
        personId);
  }
}
