/** The client's side of the gateway's HTTP interface. */
package io.healthtrack.local.door;
