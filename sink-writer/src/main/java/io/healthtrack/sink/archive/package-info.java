/** What leaves the tables by policy or by order, the files it is kept in, and the way back. */
package io.healthtrack.sink.archive;
