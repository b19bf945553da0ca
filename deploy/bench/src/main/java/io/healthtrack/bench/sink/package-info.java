/** Scenario sink: our sink beside bare COPY, Debezium's JDBC sink and a batched upsert. */
package io.healthtrack.bench.sink;
