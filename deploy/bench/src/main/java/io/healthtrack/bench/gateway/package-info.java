/** What the gateway takes, beside a bare producer that sends the same records. */
package io.healthtrack.bench.gateway;
