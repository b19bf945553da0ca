package io.healthtrack.sink.healthfit;

import io.healthtrack.sink.healthfit.Variant.Model;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Imports the HealthFit catalogue, in one transaction. What is there already stays as it is, so the
 * same file again changes nothing.
 */
public final class HealthFitImport {

  private final Jdbi jdbi;
  private final String currency;

  /** Into the database at {@code url}; prices are in {@code currency}, ISO 4217. */
  public static HealthFitImport into(String url, String currency) {
    return new HealthFitImport(Jdbi.create(url), currency);
  }

  HealthFitImport(Jdbi jdbi, String currency) {
    this.jdbi = jdbi;
    this.currency = currency;
  }

  /**
   * Imports the bytes of {@code file} and writes the account to {@code ops.catalogue_imports}.
   *
   * @throws CatalogueFileException if it is no catalogue; nothing is imported then
   */
  public ImportAccount run(Path file, byte[] bytes) {
    CatalogueFile read = CatalogueFile.parse(bytes);
    return jdbi.inTransaction(
        handle -> {
          // One import after the other, or the account of both would be wrong.
          handle.execute("LOCK TABLE health.device_models IN SHARE ROW EXCLUSIVE MODE");
          ImportAccount account = store(handle, read, file.getFileName().toString(), sha256(bytes));
          note(handle, account);
          return account;
        });
  }

  private ImportAccount store(Handle handle, CatalogueFile read, String name, String sha256) {
    Set<Variant> different = new LinkedHashSet<>(read.variants());
    Map<Model, Integer> models = new HashMap<>();
    int modelsAdded = 0;
    int variantsAdded = 0;
    for (Variant variant : different) {
      Model model = variant.model();
      if (!models.containsKey(model)) {
        modelsAdded += CatalogueTables.addModel(handle, model);
        models.put(model, CatalogueTables.modelId(handle, model));
      }
      variantsAdded += CatalogueTables.addVariant(handle, models.get(model), variant, currency);
    }
    return new ImportAccount(
        name,
        sha256,
        read.variants().size() + read.rejections().size(),
        models.size(),
        modelsAdded,
        variantsAdded,
        read.variants().size() - different.size(),
        different.size() - variantsAdded,
        read.rejections());
  }

  private void note(Handle handle, ImportAccount account) {
    handle
        .createUpdate(
            """
            INSERT INTO ops.catalogue_imports
              (file_name, sha256, currency, row_count, models_added, variants_added, duplicates,
               already_there, rejected, rejections)
            VALUES (:file, :sha256, :currency, :rows, :models, :variants, :duplicates, :there,
                    :rejected,
                    (SELECT coalesce(jsonb_agg(jsonb_build_object('line', line, 'column', name,
                                                                  'remedy', remedy)), '[]')
                     FROM unnest(:lines, :columns, :remedies) AS r (line, name, remedy)))
            """)
        .bind("file", account.fileName())
        .bind("sha256", account.sha256())
        .bind("currency", currency)
        .bind("rows", account.rows())
        .bind("models", account.modelsAdded())
        .bind("variants", account.variantsAdded())
        .bind("duplicates", account.duplicates())
        .bind("there", account.alreadyThere())
        .bind("rejected", account.rejections().size())
        .bindArray("lines", Long.class, account.rejections().stream().map(Rejection::line).toList())
        .bindArray(
            "columns", String.class, account.rejections().stream().map(Rejection::column).toList())
        .bindArray(
            "remedies", String.class, account.rejections().stream().map(Rejection::remedy).toList())
        .execute();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
