package io.healthtrack.schemas.serde;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;

/** A registry behind the Confluent-compatible HTTP interface. */
public final class HttpRegistryClient implements RegistryClient {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Map<Named, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /** A client of the registry at {@code base}, for Apicurio {@code …/apis/ccompat/v7}. */
  public HttpRegistryClient(URI base) {
    this.base = base.toString().replaceAll("/+$", "");
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return idFrom("/subjects/" + encoded(subject), subject, schema);
  }

  @Override
  public int register(String subject, Schema schema) {
    return idFrom("/subjects/" + encoded(subject) + "/versions", subject, schema);
  }

  @Override
  public Schema byId(int id) {
    return kept(
        schemas,
        id,
        missing ->
            new Schema.Parser()
                .parse(member(send("GET", "/schemas/ids/" + missing, null), "schema")));
  }

  /** Sets the compatibility level that new schemas are held to. */
  public void requireCompatibility(String level) {
    send("PUT", "/config", json("compatibility", level));
  }

  private int idFrom(String path, String subject, Schema schema) {
    return kept(
        ids,
        new Named(subject, schema),
        missing ->
            Integer.parseInt(member(send("POST", path, json("schema", schema.toString())), "id")));
  }

  /** Asks outside the map's lock: an answer may take seconds, and asking twice does no harm. */
  private static <K, V> V kept(Map<K, V> answers, K key, Function<K, V> ask) {
    V known = answers.get(key);
    if (known == null) {
      known = ask.apply(key);
      answers.put(key, known);
    }
    return known;
  }

  private String send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Content-Type", CONTENT_TYPE)
            .header("Accept", CONTENT_TYPE + ", application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new RegistryException(
            "schema registry answered %d to %s %s: %s"
                .formatted(response.statusCode(), method, path, response.body()),
            code(response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new RegistryException("schema registry does not answer at " + base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException("interrupted while asking the schema registry", e);
    }
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8);
  }

  private static String json(String name, String value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField(name, value);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  private static String member(String body, String name) {
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(name);
        json.nextToken();
        if (wanted) {
          return json.getText();
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      throw new RegistryException("schema registry answered what is not JSON", e);
    }
    throw new RegistryException("schema registry answered without \"" + name + "\"", 0);
  }

  /** The registry's own word for a refusal; 0 for whoever else answered. */
  private static int code(String body) {
    try {
      return Integer.parseInt(member(body, "error_code"));
    } catch (RegistryException | NumberFormatException e) {
      return 0;
    }
  }

  private record Named(String subject, Schema schema) {}
}
