package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.Optional;

/** The file formats there are. */
public final class Formats {

  private static final List<ReadingFormat> ALL =
      List.of(
          FitbitHeartRate.FORMAT,
          FitbitMinuteSteps.FORMAT,
          FitbitSleepDay.FORMAT,
          FitbitWeight.FORMAT,
          FitbitTotals.DAILY,
          FitbitTotals.HOURLY,
          DexcomClarity.FORMAT,
          LibreView.FORMAT,
          StudyTable.SHANGHAI,
          StudyTable.CGMACROS,
          D1namoGlucose.FORMAT,
          AppleHealth.FORMAT,
          FitbitApi.FORMAT,
          IHealth.FORMAT,
          Withings.FORMAT,
          IotMessage.FORMAT,
          FhirObservations.FORMAT,
          OpenMHealth.FORMAT,
          NativeCsv.FORMAT,
          NativeLines.FORMAT);

  private Formats() {}

  /** The format with this name. */
  public static Optional<ReadingFormat> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** All names, in the order in which help texts list them. */
  public static List<String> names() {
    return ALL.stream().map(ReadingFormat::name).toList();
  }
}
