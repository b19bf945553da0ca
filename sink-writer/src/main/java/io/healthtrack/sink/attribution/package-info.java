/** Moves readings to whoever wore their device, when that turns out to have been somebody else. */
package io.healthtrack.sink.attribution;
