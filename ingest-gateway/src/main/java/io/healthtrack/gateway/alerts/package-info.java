/** Alerts on their way out: what the topics hold, the newest of each episode, and what is live. */
package io.healthtrack.gateway.alerts;
