/** Rollups for analysts, kept up to date as windows change. */
package io.healthtrack.sink.analytics;
