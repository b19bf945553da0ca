/** What the gateway counts and times. */
package io.healthtrack.gateway.metrics;
