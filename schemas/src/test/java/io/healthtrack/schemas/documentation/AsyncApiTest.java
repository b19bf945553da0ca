package io.healthtrack.schemas.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.healthtrack.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class AsyncApiTest {

  private static final String REWRITE = "healthtrack.rewrite-asyncapi";
  private static final Path DOCUMENT =
      Path.of("src/main/resources/io/healthtrack/schemas/asyncapi.json");

  @Test
  void documentEqualsTheDeclarations() throws IOException {
    String expected = AsyncApi.document();
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(DOCUMENT, expected);
      return;
    }
    assertEquals(
        expected,
        Files.readString(DOCUMENT),
        () ->
            "the document is out of date: run mvn -pl schemas test -Dtest=AsyncApiTest -D"
                + REWRITE
                + " and commit "
                + DOCUMENT);
  }

  /** By readers that know the document only: JSON to binary is the binary that is shown. */
  @Test
  void examplesAreRealRecords() throws IOException {
    JsonNode root = read();
    int examples = 0;
    for (JsonNode message : root.path("components").path("messages")) {
      JsonNode payload = root.at(message.path("payload").path("$ref").asText().substring(1));
      Schema schema = new Schema.Parser().parse(payload.path("schema").toString());
      String json = message.path("examples").path(0).path("payload").toString();
      assertEquals(
          message.path("x-avro-binary").asText(),
          HexFormat.of().formatHex(AvroText.binary(schema, json)));
      examples++;
    }
    assertEquals(Topics.all().size(), examples);
  }

  @Test
  void everyReferenceLeadsSomewhere() throws IOException {
    JsonNode root = read();
    for (JsonNode node : root.findValues("$ref")) {
      assertFalse(root.at(node.asText().substring(1)).isMissingNode(), node.asText());
    }
  }

  private static JsonNode read() throws IOException {
    return new ObjectMapper().readTree(Files.readString(DOCUMENT));
  }
}
