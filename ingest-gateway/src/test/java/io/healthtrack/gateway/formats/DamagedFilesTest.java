package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Packing, limits and damage, which all formats share. */
class DamagedFilesTest {

  private static final String FILE = "Id,Time,Value\n" + "1,1/1/2016 1:00,60\n".repeat(20_000);

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static Parsed parse(byte[] file) throws FormatException, IOException {
    return Parsed.of("fitbit-heart-rate", new ByteArrayInputStream(file), Parsed.NEW_YORK);
  }

  @Test
  void readsPackedAndPlainAlike() throws FormatException, IOException {
    byte[] plain = FILE.getBytes(UTF_8);
    assertTrue(parse(plain).rows().equals(parse(gzip(plain)).rows()), "packed reads as plain");
    var twice = new ByteArrayOutputStream();
    twice.write(gzip(plain));
    twice.write(gzip("1,1/1/2016 1:00,60\n".getBytes(UTF_8)));
    assertEquals(20_001, parse(twice.toByteArray()).readings().size());
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    byte[] packed = gzip(FILE.getBytes(UTF_8));
    assertThrows(DamagedFileException.class, () -> parse(Arrays.copyOf(packed, packed.length - 4)));
    assertThrows(DamagedFileException.class, () -> parse(Arrays.copyOf(packed, 5)));
    packed[packed.length / 2] ^= 0x55;
    assertThrows(DamagedFileException.class, () -> parse(packed));
  }

  @Test
  void leavesTheFileOpen() throws FormatException, IOException {
    var closed = new AtomicBoolean();
    var in =
        new ByteArrayInputStream(gzip(FILE.getBytes(UTF_8))) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    Parsed.of("fitbit-heart-rate", in, Parsed.NEW_YORK);
    assertFalse(closed.get());
  }

  @Test
  void refusesMoreBytesThanAllowed() throws IOException {
    byte[] bomb = gzip(new byte[10_000_000]);
    assertThrows(
        TooLargeException.class,
        () ->
            Parsed.of(
                "fitbit-heart-rate",
                new ByteArrayInputStream(gzip(FILE.getBytes(UTF_8))),
                Parsed.NEW_YORK.upTo(100_000)));
    assertThrows(DamagedFileException.class, () -> parse(bomb));
  }

  @Test
  void refusesAQuoteThatSwallowsRows() {
    String rows = FILE + "1,\"1/1/2016 1:00,60\n1,1/1/2016 1:00,60\n";
    var refusal =
        assertThrows(DamagedFileException.class, () -> Parsed.of("fitbit-heart-rate", rows));
    assertTrue(refusal.getMessage().contains("line 20002"), refusal.getMessage());
    assertThrows(
        DamagedFileException.class,
        () -> Parsed.of("fitbit-heart-rate", FILE.replaceFirst("60", "\"60")));
  }

  @Test
  void refusesARowWithoutEnd() {
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream("Id,Time,Value\n".getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() {
                return '7';
              }

              @Override
              public int read(byte[] buffer, int from, int length) {
                Arrays.fill(buffer, from, from + length, (byte) '7');
                return length;
              }
            });
    assertThrows(
        DamagedFileException.class, () -> Parsed.of("fitbit-heart-rate", endless, Parsed.NEW_YORK));
  }

  @Test
  void passesOnWhatTheSourceThrows() {
    var broken =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] buffer, int from, int length) throws IOException {
            throw new IOException("disk gone");
          }
        };
    var failure =
        assertThrows(IOException.class, () -> Parsed.of("csv", broken, ParseOptions.DEFAULT));
    assertEquals("disk gone", failure.getMessage());
  }

  @Test
  void namesAllFormats() {
    assertEquals(
        List.of(
            "fitbit-heart-rate",
            "fitbit-minute-steps-wide",
            "fitbit-sleep-day",
            "fitbit-weight",
            "fitbit-daily",
            "fitbit-hourly",
            "dexcom-clarity",
            "libreview",
            "shanghai-cgm",
            "cgmacros",
            "d1namo-glucose",
            "apple-health",
            "fitbit-api",
            "ihealth",
            "withings",
            "iot-message",
            "fhir",
            "open-mhealth",
            "csv",
            "ndjson"),
        Formats.names());
    assertTrue(Formats.named("garmin").isEmpty());
  }
}
