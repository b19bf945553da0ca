/** What the sink does beside its lanes, on a schedule, and never twice at once. */
package io.healthtrack.sink.maintenance;
