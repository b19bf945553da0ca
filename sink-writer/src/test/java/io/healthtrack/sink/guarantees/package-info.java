/** The sink's guarantees on real parts, while faults by signal befall each of them under load. */
package io.healthtrack.sink.guarantees;
