/** The gateway's certificate, taken anew when its files change. */
package io.healthtrack.gateway.tls;
