/** Judges each accepted reading by its meaning: clock, plausibility, identity. */
package io.healthtrack.processors.validation;
