/** The main class of the broker process; the only code here that touches Kafka's server classes. */
package io.healthtrack.embedded.broker;
