package io.healthtrack.processors.windows;

/** What the store of windows holds: an hour as a whole, or one of its minutes. */
sealed interface Held permits HourState, SourcedWindow {}
