/** Sends quarantined records again, after what made them bad was mended. */
package io.healthtrack.local.replaying;
