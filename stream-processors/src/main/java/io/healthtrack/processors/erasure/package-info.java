/** What becomes of stream state, and of readings still under way, when a person is erased. */
package io.healthtrack.processors.erasure;
