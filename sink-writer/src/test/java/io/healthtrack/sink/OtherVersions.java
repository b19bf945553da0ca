package io.healthtrack.sink;

import io.healthtrack.schemas.serde.AvroSerializer;
import io.healthtrack.schemas.serde.RegistryClient;
import io.healthtrack.schemas.topics.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;

/** Records as services of another version write them, with schemas that the registry took. */
final class OtherVersions {

  private static final int HEADER = 5;

  private final RegistryClient registry;
  private final AvroSerializer<SpecificRecord> serializer;

  OtherVersions(SinkWorld world) {
    registry = RegistryClient.http(world.stack.registryUrl());
    serializer = new AvroSerializer<>(registry);
  }

  /** The bytes of a version that has three fields more, one of them a record unknown to us. */
  byte[] newer(Topic topic, SpecificRecord value, String field) {
    Schema detail =
        SchemaBuilder.record(field + "_detail")
            .namespace("io.healthtrack.avro")
            .fields()
            .requiredString("word")
            .endRecord();
    Schema optional = Schema.createUnion(Schema.create(Schema.Type.NULL), detail);
    List<Schema.Field> fields = fields(topic.value());
    fields.add(new Schema.Field(field, Schema.create(Schema.Type.STRING), "New.", ""));
    fields.add(
        new Schema.Field(field + "_more", optional, "New.", Schema.Field.NULL_DEFAULT_VALUE));
    fields.add(new Schema.Field(field + "_count", Schema.create(Schema.Type.LONG), "New.", 0L));
    GenericRecord record = as(topic, value, with(topic.value(), fields));
    GenericRecord told = new GenericData.Record(detail);
    told.put("word", "new");
    record.put(field, "new");
    record.put(field + "_more", told);
    record.put(field + "_count", 7L);
    return bytes(topic, record);
  }

  /** The bytes of a version that does not have a field yet. */
  byte[] older(Topic topic, SpecificRecord value, String without) {
    List<Schema.Field> fields = fields(topic.value());
    if (!fields.removeIf(field -> field.name().equals(without))) {
      throw new IllegalArgumentException("no field " + without);
    }
    return bytes(topic, as(topic, value, with(topic.value(), fields)));
  }

  private static List<Schema.Field> fields(Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    return fields;
  }

  private static Schema with(Schema schema, List<Schema.Field> fields) {
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private GenericRecord as(Topic topic, SpecificRecord value, Schema other) {
    byte[] bytes = serializer.serialize(topic.name(), value);
    try {
      return new GenericDatumReader<GenericRecord>(topic.value(), other)
          .read(
              null, DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(Topic topic, GenericRecord record) {
    int id = registry.register(topic.subject(), record.getSchema());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      out.write(0);
      out.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
