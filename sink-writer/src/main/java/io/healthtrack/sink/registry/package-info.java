/** The registry lane: people, devices and consents. */
package io.healthtrack.sink.registry;
