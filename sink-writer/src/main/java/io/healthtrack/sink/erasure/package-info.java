/** Forgets people in the database, and those of their rows that arrive afterwards. */
package io.healthtrack.sink.erasure;
