/**
 * Runs topologies: the settings our guarantees depend on, supervision, start-up checks, metrics.
 */
package io.healthtrack.processors.running;
