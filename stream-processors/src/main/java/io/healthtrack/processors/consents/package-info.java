/** What people denied, as far as it decides whether a reading may be kept. */
package io.healthtrack.processors.consents;
