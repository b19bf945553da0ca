/** The demonstration: simulated people, a live view, and a report. */
package io.healthtrack.local.demonstration;
