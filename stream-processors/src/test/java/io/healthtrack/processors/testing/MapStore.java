package io.healthtrack.processors.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store on a map, for tests that need neither a changelog nor a driver. */
public final class MapStore implements KeyValueStore<byte[], byte[]> {

  private final Map<Bytes, byte[]> map = new TreeMap<>();

  @Override
  public byte[] get(byte[] key) {
    return map.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null) {
      map.remove(Bytes.wrap(key));
    } else {
      map.put(Bytes.wrap(key), value);
    }
  }

  @Override
  public byte[] putIfAbsent(byte[] key, byte[] value) {
    return map.putIfAbsent(Bytes.wrap(key), value);
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(byte[] key) {
    return map.remove(Bytes.wrap(key));
  }

  @Override
  public long approximateNumEntries() {
    return map.size();
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    throw new UnsupportedOperationException("nothing under test asks for a range");
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    throw new UnsupportedOperationException("nothing under test asks for everything");
  }

  @Override
  public String name() {
    return "map";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
