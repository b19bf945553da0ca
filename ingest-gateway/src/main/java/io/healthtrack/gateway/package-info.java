/** The ingest gateway: HTTP in, Kafka out, acknowledged after the broker acknowledged. */
package io.healthtrack.gateway;
