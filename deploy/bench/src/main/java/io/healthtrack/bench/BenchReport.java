package io.healthtrack.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The numbers of a run, printed as they come and written as JSON in the end. */
public final class BenchReport {

  private final Map<String, Map<String, Double>> scenarios = new LinkedHashMap<>();

  /** The numbers of one scenario. */
  public Numbers of(String scenario) {
    System.out.printf("%n%s%n", scenario);
    return new Numbers(scenarios.computeIfAbsent(scenario, name -> new LinkedHashMap<>()));
  }

  void write(Path file) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(Files.newBufferedWriter(file))
            .useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("java", System.getProperty("java.version"));
      json.writeStringField(
          "os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
      json.writeNumberField("cores", Runtime.getRuntime().availableProcessors());
      for (Map.Entry<String, Map<String, Double>> scenario : scenarios.entrySet()) {
        json.writeObjectFieldStart(scenario.getKey());
        for (Map.Entry<String, Double> number : scenario.getValue().entrySet()) {
          json.writeNumberField(number.getKey(), number.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    }
  }

  /** Takes the numbers of one scenario. */
  public static final class Numbers {

    private final Map<String, Double> values;

    private Numbers(Map<String, Double> values) {
      this.values = values;
    }

    /** One number: {@code unit} is for the reader of the terminal, the name carries it in JSON. */
    public void put(String name, double value, String unit) {
      values.put(name, value);
      System.out.printf(Locale.ROOT, "  %-44s %,14.2f %s%n", name, value, unit);
      System.out.flush();
    }
  }
}
