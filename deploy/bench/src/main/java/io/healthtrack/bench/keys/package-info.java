/** Scenario keys: shapes that the hot table could have, written and weighed side by side. */
package io.healthtrack.bench.keys;
