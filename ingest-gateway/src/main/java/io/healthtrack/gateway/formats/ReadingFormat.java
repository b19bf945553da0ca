package io.healthtrack.gateway.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A layout of exported readings. Implementations hold no state and may be shared. */
public interface ReadingFormat {

  /** The name users type, such as {@code fitbit-heart-rate}. */
  String name();

  /**
   * Reads a whole file, plain or gzipped (told by its first two bytes), in bounded memory, and says
   * what became of every data row as it goes. Rows told before an exception stay told: the readings
   * have deterministic identities, so that sending a repaired file again counts nothing twice.
   *
   * @param in the file; left open
   * @param options what the file does not say about itself
   * @param out told each row in file order, on the calling thread; its exceptions pass through
   * @throws FormatException when the file as a whole cannot be read in this format
   * @throws IOException when {@code in} fails
   */
  void parse(InputStream in, ParseOptions options, Consumer<ParsedRow> out)
      throws FormatException, IOException;
}
