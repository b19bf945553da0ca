/** What rules would have made of readings that are stored: the live engine, run over the past. */
package io.healthtrack.processors.backtest;
