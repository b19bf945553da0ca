/** Avro in Confluent's wire format: a zero byte, four bytes of schema id, Avro binary. */
package io.healthtrack.schemas.serde;
