package io.healthtrack.gateway.formats;

import java.util.List;
import java.util.Map;

/** Documents of the shape of real ones, for the fuzzer to begin with. */
final class JsonSeeds {

  private static final String READING =
      """
      {"id":"x","device":"d|1","metric":"heart-rate","value":-1.5e3,"unit":"/min",\
      "measured_at":"2026-01-01T00:00:00Z","end_at":"2026-01-01T00:00:01+02:00","sequence":1,\
      "status":"amended","comparator":"<","modality":"sensed","group":"g","x":[{"y":null}]}""";

  private static final Map<String, List<String>> MADE =
      Map.ofEntries(
          Map.entry("ndjson", List.of("\uFEFF" + READING + "\r\n\n" + READING + "\n")),
          Map.entry("native-json", List.of("{\"a\":[{}],\"readings\":[" + READING + ",{}]}")),
          Map.entry(
              "fitbit-api",
              List.of(
                  """
                  {"activities-steps":[{"dateTime":"2015-08-21","value":"3212"}],
                   "activities-steps-intraday":{"dataset":[{"time":"00:00:00","value":7}],
                     "datasetInterval":1,"datasetType":"minute"}}""",
                  """
                  {"sleep":[{"startTime":"2016-12-13T01:16:00.000",
                     "endTime":"2016-12-13T03:14:00.000","minutesAsleep":112,"timeInBed":118,
                     "levels":{"data":[{"dateTime":"2016-12-13T01:16:00.000","level":"rem",
                     "seconds":4980}],"summary":{"deep":{"minutes":20}}}}],"summary":{},"goals":{},
                   "weight":[{"date":"2015-05-13","time":"18:28:59","weight":56.7,"bmi":21.48}],
                   "activities-heart":[{"dateTime":"2015-08-21","value":{"restingHeartRate":58}}]}""")),
          Map.entry(
              "ihealth",
              List.of(
                  """
                  {"BPUnit":0,"WeightUnit":1,"DistanceUnit":0,"BPDataList":[{"HP":120,"LP":80,
                     "HR":0,"MDate":1442498865,"TimeZone":"-0600","DataID":"a"}],
                   "ARDataList":[{"Steps":21,"MDate":1447698000,"TimeZone":"+0500"}],
                   "SRDataList":[{"HoursSlept":345,"StartTime":1447552260,"EndTime":1447578960,
                     "TimeZone":"-0700","DataSource":"Manual"}],"SPORTDataList":[{}],
                   "WeightDataList":[{"WeightValue":77.5,"MDate":-1,"TimeZone":"+0000"}]}""")),
          Map.entry(
              "withings",
              List.of(
                  """
                  {"body":{"timezone":"Europe/Paris","measuregrps":[{"date":1433052383,"attrib":2,
                     "category":1,"grpid":3,"measures":[{"type":10,"value":74126,"unit":-3}]}],
                   "activities":[{"date":"2015-06-18","timezone":"Asia/Tokyo","steps":29}],
                   "series":[{"startdate":0,"enddate":60,"state":3}]}}""",
                  "{\"body\":{\"series\":{\"1434758640\":{\"steps\":21,\"duration\":60}}}}")),
          Map.entry(
              "fhir",
              List.of(
                  """
                  {"resourceType":"Bundle","type":"collection","entry":[{"resource":{
                    "resourceType":"Observation","id":"o1","status":"final","code":{"coding":[
                      {"system":"http://loinc.org","code":"85354-9"}]},
                    "subject":{"reference":"Patient/p1"},"device":{"reference":"Device/d1"},
                    "effectiveDateTime":"2016-02-28T10:00:00.5+01:00","component":[
                      {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},
                       "valueQuantity":{"value":121,"unit":"mmHg","code":"mm[Hg]",
                         "system":"http://unitsofmeasure.org"}}]}}]}""",
                  """
                  {"resourceType":"Observation","status":"amended","code":{"coding":[
                    {"system":"http://loinc.org","code":"8867-4"}]},
                   "effectivePeriod":{"start":"2016-02-28T10:00:00Z","end":"2016-02-28T10:01:00Z"},
                   "valueQuantity":{"value":61.5,"code":"/min","comparator":"<"}}""")),
          Map.entry(
              "open-mhealth",
              List.of(
                  """
                  {"header":{"id":"7f8","creation_date_time":"2016-02-28T10:00:00Z","schema_id":
                     {"namespace":"omh","name":"heart-rate","version":"2.0"},"user_id":"u1"},
                   "body":{"heart_rate":{"value":61,"unit":"beats/min"},
                     "descriptive_statistic":"maximum","effective_time_frame":{"time_interval":{
                     "start_date_time":"2016-02-28T10:00:00-08:00",
                     "duration":{"value":15,"unit":"min"}}}}}""")),
          Map.entry(
              "iot-message",
              List.of(
                  """
                  [{"Body":{"deviceId":"d1","data":[{"systolic":"120","Pressures":{"Diastolic":8},
                     "date":"2021-07-13T17:29:01.0611445Z"}]},"Properties":{"tz":"Asia/Tokyo"}},
                   {"telemetry":{"spo2":97},"Properties":{
                     "iothub-creation-time-utc":"2019-01-30T22:45:02.6073744Z"}}]""")));

  private JsonSeeds() {}

  /** Seeds of a format; those of no format in particular when it is not known. */
  static List<String> of(String format) {
    return MADE.getOrDefault(format, List.of("{}", "[]", READING));
  }
}
