/** A simulated population: people, their bodies, their devices, and how these fail. */
package io.healthtrack.local.population;
