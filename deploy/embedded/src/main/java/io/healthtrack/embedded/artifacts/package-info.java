/** Finds the archives and class paths the build resolved, and unpacks archives once per machine. */
package io.healthtrack.embedded.artifacts;
