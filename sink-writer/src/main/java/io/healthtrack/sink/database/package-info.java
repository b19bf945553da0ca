/** The way to PostgreSQL: connections, migrations, and what its errors mean. */
package io.healthtrack.sink.database;
