/** Benchmarks: each names its limit and reports ratios from one run. */
package io.healthtrack.bench;
