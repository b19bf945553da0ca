package io.healthtrack.sink.windows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Follows repairs, in the transaction that repairs. */
public interface HoursRepaired {

  /** Told after the hours' windows were written. */
  void repaired(Connection connection, List<Hour> hours) throws SQLException;
}
