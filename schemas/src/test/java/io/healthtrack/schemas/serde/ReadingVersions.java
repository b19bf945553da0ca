package io.healthtrack.schemas.serde;

import io.healthtrack.avro.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Schemas of readings, past and possible. */
final class ReadingVersions {

  private static final Path HISTORY =
      Path.of("src/test/resources/io/healthtrack/schemas/history/Reading");

  private ReadingVersions() {}

  /** All that are recorded, which includes the current one, and others. */
  static List<Schema> all() throws IOException {
    List<Schema> all = new ArrayList<>(others());
    try (Stream<Path> recorded = Files.list(HISTORY)) {
      for (Path file : recorded.toList()) {
        all.add(new Schema.Parser().parse(Files.readString(file)));
      }
    }
    return all;
  }

  /** A later one with a field more, an earlier one with fewer, and one in another order. */
  static List<Schema> others() {
    List<Schema.Field> more = fields();
    more.add(5, new Schema.Field("note", Schema.create(Schema.Type.STRING), null, "none"));
    List<Schema.Field> fewer = fields().subList(0, 19);
    List<Schema.Field> reversed = fields();
    Collections.reverse(reversed);
    return List.of(version(more), version(fewer), version(reversed));
  }

  /** A reading in Avro's binary encoding, as somebody with that schema would have written it. */
  static byte[] rewritten(byte[] current, Schema version) throws IOException {
    GenericRecord generic =
        new GenericDatumReader<GenericRecord>(Reading.getClassSchema(), version)
            .read(null, DecoderFactory.get().binaryDecoder(current, null));
    BinaryOutput out = new BinaryOutput();
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(version).write(generic, encoder);
    encoder.flush();
    return out.toBytes();
  }

  private static List<Schema.Field> fields() {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : PortableSchema.of(Reading.getClassSchema()).getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    return fields;
  }

  private static Schema version(List<Schema.Field> fields) {
    Schema current = Reading.getClassSchema();
    return Schema.createRecord(
        current.getName(), current.getDoc(), current.getNamespace(), false, fields);
  }
}
