package io.healthtrack.schemas.serde;

import org.apache.avro.Schema;

/** Schemas as every language may read them. */
public final class PortableSchema {

  private PortableSchema() {}

  /** The schema without the hints that the generated Java classes carry for themselves. */
  public static Schema of(Schema generated) {
    String json =
        generated
            .toString()
            .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
            .replace(",\"avro.java.string\":\"String\"", "");
    return new Schema.Parser().parse(json);
  }
}
