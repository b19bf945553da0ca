/** The stream processors beside a bare transactional copy loop. */
package io.healthtrack.bench.streams;
