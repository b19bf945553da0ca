/** Scenario queries: what analysts and screens ask, over a table of realistic size. */
package io.healthtrack.bench.queries;
