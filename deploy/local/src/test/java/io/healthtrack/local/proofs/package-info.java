/** What must hold of topologies and database together, whatever comes in whatever order. */
package io.healthtrack.local.proofs;
