package io.healthtrack.sink.healthfit;

import io.healthtrack.sink.healthfit.Variant.Model;
import org.jdbi.v3.core.Handle;

/** The catalogue's tables. Adding what is there adds nothing. */
final class CatalogueTables {

  private static final String ADD_MODEL =
      """
      INSERT INTO health.device_models (brand, model_name, device_type)
      SELECT :brand, :name, :type
      WHERE NOT EXISTS (SELECT FROM health.device_models
                        WHERE (brand, model_name, device_type) = (:brand, :name, :type))
      """;

  private static final String MODEL_ID =
      """
      SELECT model_id FROM health.device_models
      WHERE (brand, model_name, device_type) = (:brand, :name, :type)
      """;

  /** The unique key takes absent values for equal, so it alone knows what is there. */
  private static final String ADD_VARIANT =
      """
      INSERT INTO health.device_variants
        (model_id, colour, strap_material, display, battery_days, selling_price, original_price,
         currency, rating, reviews)
      VALUES (:model, :colour, :strap, :display, :battery, :selling, :original, :currency, :rating,
              :reviews)
      ON CONFLICT DO NOTHING
      """;

  private CatalogueTables() {}

  /** Returns 1 if it was new. */
  static int addModel(Handle handle, Model model) {
    return handle
        .createUpdate(ADD_MODEL)
        .bind("brand", model.brand())
        .bind("name", model.name())
        .bind("type", model.deviceType())
        .execute();
  }

  static int modelId(Handle handle, Model model) {
    return handle
        .createQuery(MODEL_ID)
        .bind("brand", model.brand())
        .bind("name", model.name())
        .bind("type", model.deviceType())
        .mapTo(Integer.class)
        .one();
  }

  /** Returns 1 if it was new. */
  static int addVariant(Handle handle, int model, Variant variant, String currency) {
    return handle
        .createUpdate(ADD_VARIANT)
        .bind("model", model)
        .bind("colour", variant.colour())
        .bind("strap", variant.strapMaterial())
        .bind("display", variant.display())
        .bind("battery", variant.batteryDays())
        .bind("selling", variant.sellingPrice())
        .bind("original", variant.originalPrice())
        .bind("currency", currency)
        .bind("rating", variant.rating())
        .bind("reviews", variant.reviews())
        .execute();
  }
}
