/** The door: requests and answers, statuses and problem documents; the only package with HTTP. */
package io.healthtrack.gateway.http;
