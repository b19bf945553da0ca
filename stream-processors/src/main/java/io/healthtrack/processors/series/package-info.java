/** What a series is: one metric of one person from one device, with a clock of its own. */
package io.healthtrack.processors.series;
