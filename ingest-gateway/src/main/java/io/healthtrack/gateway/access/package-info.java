/** Who may use the door. */
package io.healthtrack.gateway.access;
