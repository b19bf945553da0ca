/**
 * Decides, with bounded state, whether a reading has been seen before, and says so when it cannot.
 */
package io.healthtrack.processors.identity;
