/** Adds readings up over minutes and hours, per person and metric. */
package io.healthtrack.processors.windows;
