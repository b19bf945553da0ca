/**
 * The whole pipeline in one JVM, with the broker, the registry and the database as its children.
 */
package io.healthtrack.local.pipeline;
