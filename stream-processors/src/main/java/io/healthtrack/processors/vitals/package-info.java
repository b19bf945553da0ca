/** The newest reading of each metric of each person, kept, served and told as it changes. */
package io.healthtrack.processors.vitals;
