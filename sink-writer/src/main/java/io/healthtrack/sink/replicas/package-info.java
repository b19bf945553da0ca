/** How far a read replica is behind its primary. */
package io.healthtrack.sink.replicas;
