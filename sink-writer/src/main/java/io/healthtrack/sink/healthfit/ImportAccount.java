package io.healthtrack.sink.healthfit;

import java.util.List;

/**
 * What became of every row of a file: {@code rows = variantsAdded + duplicates + alreadyThere +
 * rejections}.
 *
 * @param fileName without its folder
 * @param sha256 of the file's bytes, in hexadecimal
 * @param rows rows below the header
 * @param models different models in the file
 * @param modelsAdded of these, models that were new
 * @param variantsAdded rows that became a new variant
 * @param duplicates rows that say the same as an earlier row of the file
 * @param alreadyThere rows whose variant an earlier import brought
 * @param rejections rows that cannot be taken
 */
public record ImportAccount(
    String fileName,
    String sha256,
    int rows,
    int models,
    int modelsAdded,
    int variantsAdded,
    int duplicates,
    int alreadyThere,
    List<Rejection> rejections) {

  /** Copies the list, and adds up. */
  public ImportAccount {
    rejections = List.copyOf(rejections);
    if (rows != variantsAdded + duplicates + alreadyThere + rejections.size()) {
      throw new IllegalStateException("a row of the catalogue is not accounted for");
    }
  }
}
