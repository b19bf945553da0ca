/** From what a caller states to a record, or to a verdict that names the field and the remedy. */
package io.healthtrack.gateway.intake;
