/** The metric catalogue: what can be measured, in which units, within which bounds. */
package io.healthtrack.schemas.metrics;
