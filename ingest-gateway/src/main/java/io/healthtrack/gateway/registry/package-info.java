/** Asking the registry for changes, and waiting for its word. */
package io.healthtrack.gateway.registry;
