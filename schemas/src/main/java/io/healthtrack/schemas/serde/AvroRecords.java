package io.healthtrack.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/** The general way: Avro's own readers and writers, which follow any schema of any record. */
final class AvroRecords {

  private AvroRecords() {}

  /** Reads what was written with one schema into a class that may have been made from another. */
  static <T> RecordReader<T> reader(Schema written, Class<?> type) {
    SpecificData model = SpecificData.getForClass(type);
    DatumReader<T> reader = new SpecificDatumReader<>(written, model.getSchema(type), model);
    return (data, from) ->
        reader.read(null, DecoderFactory.get().binaryDecoder(data, from, data.length - from, null));
  }

  /** Writes records of the class that was made from the schema. */
  static <T> RecordWriter<T> writer(Schema schema) {
    DatumWriter<T> writer = new SpecificDatumWriter<>(schema);
    return (data, out) -> {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.write(data, encoder);
      encoder.flush();
    };
  }
}
