/** The {@code healthtrack} command line. */
package io.healthtrack.local;
