/** Real Kafka, PostgreSQL and schema registry, each a child process that a test can hurt. */
package io.healthtrack.embedded;
