/** The sink writer: Kafka in, PostgreSQL out, effectively once. */
package io.healthtrack.sink;
