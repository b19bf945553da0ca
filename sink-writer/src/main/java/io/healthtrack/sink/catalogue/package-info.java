/** The metric catalogue's copy in the database. */
package io.healthtrack.sink.catalogue;
