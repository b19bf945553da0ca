/** Advice to people, on its way to whoever shows it. */
package io.healthtrack.sink.advice;
