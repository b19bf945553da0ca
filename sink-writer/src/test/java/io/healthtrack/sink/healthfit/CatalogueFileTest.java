package io.healthtrack.sink.healthfit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The quirks of the real file, on devices that nobody ever made. */
class CatalogueFileTest {

  static final String HEADER =
      "Brand Name,Device Type,Model Name,Color,Selling Price,Original Price,Display,Rating (Out of 5),Strap Material,Average Battery Life (in days),Reviews\r\n";

  @Test
  void readsPastByteOrderMarkCarriageReturnsAndThousandsCommas() {
    Variant variant =
        only(
            "\uFEFF"
                + HEADER
                + row(
                    "Tick,FitnessBand,One,Black,\"2,499\",\"1,02,999\",E-Ink,4.1,Wool,14,\"1,234\""));
    assertEquals(new Variant.Model("Tick", "One", "fitness-band"), variant.model());
    assertEquals(new BigDecimal("2499.00"), variant.sellingPrice());
    assertEquals(new BigDecimal("102999.00"), variant.originalPrice());
    assertEquals(new BigDecimal("14.0"), variant.batteryDays());
    assertEquals(1234, variant.reviews());
  }

  @Test
  void takesEmptyCellsForUnknown() {
    Variant variant = only(HEADER + row("Tick,Smartwatch,One,,,,,,,,"));
    assertNull(variant.rating());
    assertNull(variant.reviews());
    assertNull(variant.colour());
    assertNull(variant.sellingPrice());
  }

  @Test
  void takesRowsForEqualThatDifferInStraySpacesOnly() {
    List<Variant> variants =
        parse(
                HEADER
                    + row("Tick ,Smartwatch,One,Black ,\"2,499\",2999,E-Ink,4,wool,14,")
                    + row("Tick,Smartwatch, One,Black,2499,\"2,999\",E-Ink,4.0,Wool ,14.0,"))
            .variants();
    assertEquals(variants.get(0), variants.get(1));
  }

  @Test
  void keepsModelsOfOneNameApartByBrandAndByCase() {
    List<Variant> variants =
        parse(
                HEADER
                    + row("Tick,Smartwatch,Band 2,,,,,,,,")
                    + row("Tock,Smartwatch,Band 2,,,,,,,,")
                    + row("Tock,Smartwatch,band 2,,,,,,,,"))
            .variants();
    assertEquals(3, variants.stream().map(Variant::model).distinct().count());
  }

  @Test
  void tellsLineColumnAndRemedyOfEveryRowItCannotTake() {
    CatalogueFile file =
        parse(
            HEADER
                + row("Tick,Smartwatch,One,Black,cheap,,,,,,")
                + row(" ,Smartwatch,One,Black,,,,,,,")
                + row("Tick,Smartwatch,One,Black,,,,5.5,,,")
                + row("Tick,Smartwatch,One,Black,2,499,,,,,,")
                + row("Tick,Smartwatch,One,Black,,,,,,0,")
                + row("Tick,Smartwatch,One,Black,,,,,,,12.5"));
    assertEquals(List.of(), file.variants());
    assertEquals(
        List.of(
            "2 Selling Price",
            "3 Brand Name",
            "4 Rating (Out of 5)",
            "5 row",
            "6 Average Battery Life (in days)",
            "7 Reviews"),
        file.rejections().stream().map(r -> r.line() + " " + r.column()).toList());
    assertTrue(
        file.rejections().stream().noneMatch(r -> r.remedy().contains("cheap")),
        "a remedy repeats nothing of the file");
  }

  @Test
  void countsLinesWhereTheFileDoes() {
    CatalogueFile file =
        parse(HEADER + row("Tick,Smartwatch,\"One\r\nTwo\",,,,,,,,") + ",,,,,,,,,,");
    assertEquals("One Two", file.variants().get(0).model().name());
    assertEquals(4, file.rejections().get(0).line());
  }

  @Test
  void refusesAFileThatIsNoCatalogue() {
    for (String file : List.of("", "a,b\r\n1,2\r\n", HEADER + "\"Tick,Smartwatch")) {
      assertThrows(CatalogueFileException.class, () -> parse(file));
    }
    assertThrows(
        CatalogueFileException.class,
        () ->
            CatalogueFile.parse(
                (HEADER + row("Gr\u00fcn,,,,,,,,,,")).getBytes(StandardCharsets.ISO_8859_1)));
  }

  static String row(String cells) {
    return cells + "\r\n";
  }

  private static Variant only(String file) {
    CatalogueFile parsed = parse(file);
    assertEquals(List.of(), parsed.rejections());
    assertEquals(1, parsed.variants().size());
    return parsed.variants().get(0);
  }

  private static CatalogueFile parse(String file) {
    return CatalogueFile.parse(file.getBytes(StandardCharsets.UTF_8));
  }
}
