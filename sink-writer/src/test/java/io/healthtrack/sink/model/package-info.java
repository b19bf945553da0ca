/** The life of a batch and of a window as small models, of which every state is visited. */
package io.healthtrack.sink.model;
