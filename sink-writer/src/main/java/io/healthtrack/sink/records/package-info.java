/** Health records of hospitals and practices. */
package io.healthtrack.sink.records;
