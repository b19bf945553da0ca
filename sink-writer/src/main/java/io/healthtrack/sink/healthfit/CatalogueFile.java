package io.healthtrack.sink.healthfit;

import io.healthtrack.sink.healthfit.Variant.Model;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The file's rows: what can be taken, and what cannot with its remedy.
 *
 * @param variants one per row that can be taken, in the order of the file, duplicates included
 * @param rejections one per other row
 */
record CatalogueFile(List<Variant> variants, List<Rejection> rejections) {

  /** Parses the bytes of a file. */
  static CatalogueFile parse(byte[] bytes) {
    List<Variant> variants = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    try (CSVParser parser = CSVFormat.RFC4180.parse(new StringReader(text(bytes)))) {
      Iterator<CSVRecord> rows = parser.iterator();
      if (!rows.hasNext()) {
        throw new CatalogueFileException("the file is empty");
      }
      CSVRecord header = rows.next();
      Map<Heading, Integer> places = places(header);
      while (rows.hasNext()) {
        CSVRecord row = rows.next();
        long line = parser.getCurrentLineNumber();
        if (row.size() != header.size()) {
          String remedy =
              "has %d cells, the header %d: quote cells that contain a comma"
                  .formatted(row.size(), header.size());
          rejections.add(new Rejection(line, "row", remedy));
        } else {
          Cells cells = cells(row, places);
          Variant variant = variant(cells);
          Rejection rejection = cells.rejection(line);
          if (rejection == null) {
            variants.add(variant);
          } else {
            rejections.add(rejection);
          }
        }
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new CatalogueFileException("the file is damaged: a quote is not closed");
    }
    return new CatalogueFile(List.copyOf(variants), List.copyOf(rejections));
  }

  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new CatalogueFileException("the file is not UTF-8: save it so and try again");
    }
  }

  private static Map<Heading, Integer> places(CSVRecord header) {
    List<String> titles = header.stream().map(String::strip).toList();
    Map<Heading, Integer> places = new EnumMap<>(Heading.class);
    for (Heading heading : Heading.values()) {
      int place = titles.indexOf(heading.title());
      if (place < 0) {
        throw new CatalogueFileException(
            "this is not the HealthFit catalogue: its header has no column '%s'"
                .formatted(heading.title()));
      }
      places.put(heading, place);
    }
    return places;
  }

  private static Cells cells(CSVRecord row, Map<Heading, Integer> places) {
    Map<Heading, String> cells = new EnumMap<>(Heading.class);
    places.forEach((heading, place) -> cells.put(heading, row.get(place)));
    return new Cells(cells);
  }

  private static Variant variant(Cells cells) {
    BigDecimal reviews = cells.amount(Heading.REVIEWS, 0, "2000000000");
    return new Variant(
        new Model(
            cells.required(Heading.BRAND),
            cells.required(Heading.MODEL),
            cells.code(Heading.DEVICE_TYPE)),
        cells.text(Heading.COLOUR),
        cells.word(Heading.STRAP),
        cells.text(Heading.DISPLAY),
        cells.positive(Heading.BATTERY, 1, "9999"),
        cells.amount(Heading.SELLING_PRICE, 2, "9999999999"),
        cells.amount(Heading.ORIGINAL_PRICE, 2, "9999999999"),
        cells.amount(Heading.RATING, 1, "5"),
        reviews == null ? null : reviews.intValueExact());
  }
}
