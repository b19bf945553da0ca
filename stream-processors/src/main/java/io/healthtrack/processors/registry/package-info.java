/**
 * The single writer of the registry: takes commands in turn, decides, and publishes the entries.
 */
package io.healthtrack.processors.registry;
