/** What happens around people beside readings. */
package io.healthtrack.sink.activity;
