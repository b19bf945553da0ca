/** Starts child processes that never outlive this JVM, and sends them signals. */
package io.healthtrack.embedded.processes;
