package io.healthtrack.sink.erasure;

import io.healthtrack.schemas.topics.ErasurePlaces;
import io.healthtrack.schemas.topics.ErasurePlaces.Place;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Forgets one person when the registry's tombstone arrives. */
public final class Erasure {

  private static final String ERASE =
      """
      SELECT health.erase_user(?, ?,
        (SELECT jsonb_agg(jsonb_build_object('place', p.name, 'empty_by', p.empty_by, 'how', p.how))
         FROM unnest(?, ?, ?) AS p (name, empty_by, how))) -> 'rows' <> '{}'
      """;

  private Erasure() {}

  /**
   * Deletes everything told about a person until then, in the caller's transaction, and keeps the
   * receipt.
   *
   * @return whether there was anything to delete
   * @throws SQLException if the database does not answer
   */
  public static boolean erase(Connection connection, UUID user, Instant erasedAt)
      throws SQLException {
    List<Place> places = ErasurePlaces.places(erasedAt);
    try (PreparedStatement erase = connection.prepareStatement(ERASE)) {
      erase.setObject(1, user);
      erase.setObject(2, OffsetDateTime.ofInstant(erasedAt, ZoneOffset.UTC));
      erase.setArray(3, texts(connection, places.stream().map(Place::name)));
      erase.setArray(
          4, texts(connection, places.stream().map(place -> place.emptyBy().toString())));
      erase.setArray(5, texts(connection, places.stream().map(Place::how)));
      try (ResultSet row = erase.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
