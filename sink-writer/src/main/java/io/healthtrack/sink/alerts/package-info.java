/** The alerts lane: episodes and their events. */
package io.healthtrack.sink.alerts;
