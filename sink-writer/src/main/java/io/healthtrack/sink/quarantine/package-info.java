/**
 * Records refused for what they say: by validation, which tells by topic, or by the sink itself.
 */
package io.healthtrack.sink.quarantine;
