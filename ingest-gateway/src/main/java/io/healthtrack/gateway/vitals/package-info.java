/** A person's newest readings, asked for at the stream processors, which keep them. */
package io.healthtrack.gateway.vitals;
