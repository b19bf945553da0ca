/** Which database holds which people: partitions of Kafka spread over PostgreSQL servers. */
package io.healthtrack.sink.shards;
