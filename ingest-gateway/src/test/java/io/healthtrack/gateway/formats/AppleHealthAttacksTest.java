package io.healthtrack.gateway.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** XML and zip files made to do harm, and honest ones that are large. */
class AppleHealthAttacksTest {

  private static final String STEPS = AppleHealthTest.record("StepCount", "count", "329");

  private static Parsed parse(byte[] file, ParseOptions options)
      throws FormatException, IOException {
    return Parsed.of("apple-health", new ByteArrayInputStream(file), options);
  }

  private static Parsed parse(String file) throws FormatException, IOException {
    return parse(file.getBytes(UTF_8), AppleHealthTest.WORN);
  }

  private static String withDtd(String subset, String elements) {
    return "<!DOCTYPE HealthData [" + subset + "]><HealthData>" + elements + "</HealthData>";
  }

  private static byte[] zip(String name, byte[] content, String... before) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String other : before) {
        zip.putNextEntry(new ZipEntry(other));
        zip.write("<gpx>".repeat(1_000).getBytes(UTF_8));
      }
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void fetchesNoExternalEntity(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "HKQuantityTypeIdentifierStepCount");
    String subset = "<!ENTITY x SYSTEM \"" + secret.toUri() + "\">";
    String inAttribute = STEPS.replace("HKQuantityTypeIdentifierStepCount", "&x;");
    var refusal =
        assertThrows(DamagedFileException.class, () -> parse(withDtd(subset, inAttribute)));
    assertFalse(refusal.getMessage().contains("StepCount"), refusal.getMessage());
    String external =
        "<!DOCTYPE HealthData SYSTEM \"%s\"><HealthData>&x;%s</HealthData>"
            .formatted(secret.toUri(), STEPS);
    assertEquals(1, assertParses(external).readings().size());
    assertEquals(1, assertParses(withDtd(subset + "%p;", "&x;" + STEPS)).readings().size());
  }

  private static Parsed assertParses(String file) {
    try {
      return parse(file);
    } catch (FormatException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void expandsNoEntities() {
    String laughs =
        "<!ENTITY l0 \"ha\">"
            + IntStream.range(1, 30)
                .mapToObj(i -> "<!ENTITY l%d \"&l%d;&l%d;\">".formatted(i, i - 1, i - 1))
                .collect(Collectors.joining());
    assertEquals(1, assertParses(withDtd(laughs, "&l29;" + STEPS)).account().rows());
    assertThrows(
        DamagedFileException.class,
        () -> parse(withDtd(laughs, STEPS.replace("Health\"", "&l29;\""))));
  }

  @Test
  void boundsDepthNamesAndLengths() {
    String deep = "<a>".repeat(10_000) + "</a>".repeat(10_000);
    assertThrows(DamagedFileException.class, () -> parse(AppleHealthTest.export(deep)));
    String names =
        IntStream.range(0, 2_000).mapToObj("<n%d/>"::formatted).collect(Collectors.joining());
    assertThrows(DamagedFileException.class, () -> parse(AppleHealthTest.export(names)));
    String attributes =
        IntStream.range(0, 190).mapToObj(" a%d=''"::formatted).collect(Collectors.joining());
    String changing =
        IntStream.range(0, 10)
            .mapToObj(i -> "<n" + attributes.replace(" a", " b" + i) + "/>")
            .collect(Collectors.joining());
    assertThrows(DamagedFileException.class, () -> parse(AppleHealthTest.export(changing)));
    String huge = "x".repeat(1 << 18);
    for (String element :
        List.of(
            STEPS.replace("Health", huge),
            "<!--" + huge + "-->",
            huge,
            "<" + huge + "/>",
            "<?pi " + huge + "?>",
            "<![CDATA[" + huge + "]]>")) {
      assertThrows(DamagedFileException.class, () -> parse(AppleHealthTest.export(element)));
    }
    assertThrows(DamagedFileException.class, () -> parse(withDtd("<!--" + huge + "-->", STEPS)));
  }

  @Test
  void refusesWhatIsNoExport() {
    for (String file : List.of("", "<", "{}", "\uFEFF", "<a/>x", "PK\u0003", "PK\u0003\u0004")) {
      assertThrows(FormatException.class, () -> parse(file), file);
    }
    assertThrows(WrongHeaderException.class, () -> parse("<ClinicalDocument/>"));
    String broken = AppleHealthTest.export(STEPS);
    assertThrows(
        DamagedFileException.class, () -> parse(broken.substring(0, broken.length() - 20)));
  }

  @Test
  void readsTheZipOfThePhone() throws FormatException, IOException {
    byte[] export = AppleHealthTest.export(STEPS).getBytes(UTF_8);
    String[] others = {
      "apple_health_export/workout-routes/route.xml",
      "apple_health_export/export_cda.xml",
      "apple_health_export/electrocardiograms/ecg.csv"
    };
    for (String name :
        List.of("apple_health_export/export.xml", "apple_health_export/\u5bfc\u51fa.xml")) {
      assertEquals(1, parse(zip(name, export, others), AppleHealthTest.WORN).readings().size());
    }
    assertThrows(
        WrongHeaderException.class,
        () -> parse(zip("apple_health_export/export_cda.xml", export), AppleHealthTest.WORN));
    byte[] whole = zip("apple_health_export/export.xml", export, others);
    assertThrows(
        DamagedFileException.class, () -> parse(Arrays.copyOf(whole, 200), AppleHealthTest.WORN));
  }

  @Test
  void stopsZipBombs() throws IOException {
    byte[] zeros = new byte[20_000_000];
    for (String name : List.of("apple_health_export/export.xml", "a/bomb.bin")) {
      byte[] bomb = zip(name, zeros);
      assertTrue(bomb.length < 100_000, "packs well");
      assertThrows(FormatException.class, () -> parse(bomb, AppleHealthTest.WORN.upTo(1_000_000)));
    }
    byte[] spaces = "<HealthData>\n".concat("<Me/>\n".repeat(1_000_000)).getBytes(UTF_8);
    assertThrows(
        TooLargeException.class,
        () ->
            parse(
                zip("apple_health_export/export.xml", spaces),
                AppleHealthTest.WORN.upTo(1_000_000)));
  }

  /** Past every limit that the JDK's XML reader has of its own. */
  @Test
  void readsALargeExportInConstantMemory() throws FormatException, IOException {
    byte[] records =
        (STEPS.replace("Health", "A &amp; B &#233; &lt;") + "\n").repeat(1_000).getBytes(UTF_8);
    int times = 150;
    InputStream large =
        new SequenceInputStream(
            Collections.enumeration(
                IntStream.rangeClosed(0, times + 1)
                    .mapToObj(
                        i ->
                            new ByteArrayInputStream(
                                i == 0
                                    ? "<HealthData>".getBytes(UTF_8)
                                    : i > times ? "</HealthData>".getBytes(UTF_8) : records))
                    .toList()));
    var account = new FileAccount();
    Formats.named("apple-health").orElseThrow().parse(large, AppleHealthTest.WORN, account);
    assertEquals(times * 1_000L, account.readings());
  }
}
