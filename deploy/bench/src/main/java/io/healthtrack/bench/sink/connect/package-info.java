/** What runs inside Kafka Connect's worker, on a class path of its own. */
package io.healthtrack.bench.sink.connect;
