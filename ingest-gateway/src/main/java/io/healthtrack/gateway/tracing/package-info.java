/** Where a reading is. */
package io.healthtrack.gateway.tracing;
