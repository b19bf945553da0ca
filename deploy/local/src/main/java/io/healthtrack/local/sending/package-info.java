/** Sends the readings of an export file through the gateway's door and accounts for every row. */
package io.healthtrack.local.sending;
