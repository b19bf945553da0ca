/** Turns readings and rules into episodes: dwell, hysteresis, silence, and who is to be woken. */
package io.healthtrack.processors.thresholds;
