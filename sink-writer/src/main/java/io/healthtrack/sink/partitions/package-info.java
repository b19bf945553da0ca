/** The hot table's partitions: which there should be, and making them ahead of time. */
package io.healthtrack.sink.partitions;
