/** Where each lane stands in Kafka, kept in the database beside the rows it wrote. */
package io.healthtrack.sink.offsets;
