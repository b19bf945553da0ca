/**
 * The whole pipeline as processes of one machine, under a load that rises until it cannot follow.
 */
package io.healthtrack.bench.pipeline;
