/** Wires the topologies into one process: configuration, start and stop, health and metrics. */
package io.healthtrack.processors;
