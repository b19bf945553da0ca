/** What a registry command does to an entry: pure functions, no clock, no store. */
package io.healthtrack.processors.registry.decisions;
