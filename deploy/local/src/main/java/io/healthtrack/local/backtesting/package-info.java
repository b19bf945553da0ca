/** Compares proposed threshold rules with those in force, over the readings that are stored. */
package io.healthtrack.local.backtesting;
