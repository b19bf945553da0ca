/** The registry lane: people and devices. */
package io.healthtrack.sink.registry;
