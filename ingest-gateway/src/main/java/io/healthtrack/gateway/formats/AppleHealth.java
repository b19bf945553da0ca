package io.healthtrack.gateway.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What the Health app of an iPhone exports: {@code export.xml}, or the zip that holds it. Read as a
 * stream, because such files grow to gigabytes. The document type declaration in front is passed
 * over unread, so that nothing it declares is ever fetched or expanded.
 */
final class AppleHealth implements ReadingFormat {

  static final ReadingFormat FORMAT = new AppleHealth();

  private static final String NAME = "apple-health";

  private static final List<String> COUNTED_ENTITIES =
      List.of(
          "jdk.xml.totalEntitySizeLimit",
          "jdk.xml.maxGeneralEntitySizeLimit",
          "jdk.xml.entityExpansionLimit");

  private AppleHealth() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void parse(InputStream in, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    long limit = options.maximumBytes();
    Unpacked.read(in, limit, bytes -> readXml(AppleZip.exportIn(bytes, limit, NAME), options, out));
  }

  private static void readXml(InputStream bytes, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException {
    var chars = new BoundedReader(withoutMark(bytes), options.maximumRow());
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(chars);
      try {
        new AppleExport(NAME, xml, chars, options, out).read();
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw typed(e);
    }
  }

  /** A factory keeps the reader it made last, so that files must not share one. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    // It counts every &amp; and &lt; as an entity and would refuse long files that name devices.
    // Nothing else is expanded, so that there is nothing left for these limits to guard.
    for (String limit : COUNTED_ENTITIES) {
      factory.setProperty(limit, "0");
    }
    return factory;
  }

  private static Reader withoutMark(InputStream bytes) throws IOException {
    var chars = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    chars.mark(1);
    if (chars.read() != '\uFEFF') {
      chars.reset();
    }
    return chars;
  }

  /** What the source of the bytes threw comes out of the XML reader wrapped. */
  private static FormatException typed(XMLStreamException e) throws IOException {
    if (e.getNestedException() instanceof BoundedReader.RowTooLong) {
      return new DamagedFileException("an element, or what stands before it, is too long");
    }
    if (e.getNestedException() instanceof IOException failure) {
      throw failure;
    }
    // The reader's own words quote the input.
    var at = e.getLocation();
    return new DamagedFileException(
        "the XML breaks off or is not well-formed (line %d, column %d)"
            .formatted(
                at == null ? 1 : Math.max(at.getLineNumber(), 1),
                at == null ? 1 : Math.max(at.getColumnNumber(), 1)));
  }
}
