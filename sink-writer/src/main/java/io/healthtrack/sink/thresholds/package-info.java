/** The thresholds lane: rules with their whole history. */
package io.healthtrack.sink.thresholds;
