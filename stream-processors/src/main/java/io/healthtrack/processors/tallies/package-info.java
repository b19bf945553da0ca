/** Counts what each stage took in and what became of it, in the transaction of the records. */
package io.healthtrack.processors.tallies;
