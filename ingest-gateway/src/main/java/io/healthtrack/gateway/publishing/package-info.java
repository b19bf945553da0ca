/** Writing to Kafka, and knowing that it was written. */
package io.healthtrack.gateway.publishing;
