package io.healthtrack.gateway.formats;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Walks through one export. A row is a {@code Record}, wherever it stands, and every other child of
 * the document but the two that speak of the export itself, and {@code Correlation}, which only
 * groups records.
 */
final class AppleExport {

  /** Real exports have five levels. */
  private static final int DEEPEST = 32;

  /** The XML reader keeps every name it has met, so that their number must have an end. */
  private static final int MOST_NAMES = 1_000;

  private final String format;
  private final XMLStreamReader xml;
  private final BoundedReader chars;
  private final Consumer<ParsedRow> out;
  private final AppleRecord record;
  private final Set<String> names = new HashSet<>();
  private int depth;
  private int recordDepth;
  private long row;

  AppleExport(
      String format,
      XMLStreamReader xml,
      BoundedReader chars,
      ParseOptions options,
      Consumer<ParsedRow> out) {
    this.format = format;
    this.xml = xml;
    this.chars = chars;
    this.out = out;
    record = new AppleRecord(options);
  }

  void read() throws FormatException, XMLStreamException {
    while (xml.hasNext()) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> begin();
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth == recordDepth) {
            finishRecord();
          }
          depth--;
        }
        case XMLStreamConstants.PROCESSING_INSTRUCTION -> know(xml.getPITarget());
        case XMLStreamConstants.ENTITY_REFERENCE -> know(xml.getLocalName());
        default -> {
          // White space and comments.
        }
      }
    }
  }

  /** On some broken documents the JDK's reader fails while it looks for words to say so. */
  private int next() throws FormatException, XMLStreamException {
    try {
      return xml.next();
    } catch (RuntimeException e) {
      throw new DamagedFileException("the XML is not well-formed");
    }
  }

  private void begin() throws FormatException {
    chars.rowBegins();
    depth++;
    if (depth > DEEPEST) {
      throw new DamagedFileException("the XML is nested too deeply");
    }
    String name = xml.getLocalName();
    know(name);
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      know(xml.getAttributeLocalName(i));
    }
    if (depth == 1) {
      if (!name.equals("HealthData")) {
        throw WrongHeaderException.notA(format);
      }
    } else if (name.equals("Record")) {
      finishRecord();
      record.begin(xml);
      recordDepth = depth;
    } else if (name.equals("MetadataEntry") && depth == recordDepth + 1) {
      record.note(xml.getAttributeValue(null, "key"), xml.getAttributeValue(null, "value"));
    } else if (depth == 2) {
      skip(name);
    }
  }

  private void know(String name) throws DamagedFileException {
    if (names.add(name) && names.size() > MOST_NAMES) {
      throw new DamagedFileException("the XML has more different names than any export");
    }
  }

  /** Also when another record begins inside one, which is no way to lose it. */
  private void finishRecord() {
    if (recordDepth > 0) {
      recordDepth = 0;
      row++;
      out.accept(record.finish(row));
    }
  }

  private void skip(String name) {
    String reason =
        switch (name) {
          case "ExportDate", "Me", "Correlation" -> null;
          case "Workout" -> SkipReason.WORKOUT;
          case "ActivitySummary" -> SkipReason.SUMMARY;
          case "ClinicalRecord", "Audiogram", "VisionPrescription", "StateOfMind" ->
              SkipReason.NO_METRIC;
          default -> SkipReason.UNKNOWN_TYPE;
        };
    if (reason != null) {
      row++;
      out.accept(new ParsedRow.Skipped(row, reason));
    }
  }
}
