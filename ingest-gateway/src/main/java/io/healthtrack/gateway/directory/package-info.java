/** Who exists and who wore which device when, kept on disk from the registry's topics. */
package io.healthtrack.gateway.directory;
