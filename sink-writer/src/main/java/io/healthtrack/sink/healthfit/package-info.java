/** Brings the HealthFit catalogue of wearables into the database, and devices to their models. */
package io.healthtrack.sink.healthfit;
