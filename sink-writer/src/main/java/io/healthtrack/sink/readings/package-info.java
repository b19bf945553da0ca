/** The readings lane: sorted binary COPY for what is new, settlement for what may not be. */
package io.healthtrack.sink.readings;
