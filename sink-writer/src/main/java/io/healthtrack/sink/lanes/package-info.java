/** What every lane shares: the poll loop, the batch's transaction, pausing and recovering. */
package io.healthtrack.sink.lanes;
