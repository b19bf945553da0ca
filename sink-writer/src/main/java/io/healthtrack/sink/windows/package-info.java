/** Windows and what is built on them, recomputed from the readings stored. */
package io.healthtrack.sink.windows;
