/** Bearer tokens of an OpenID Connect issuer, checked against the issuer's keys. */
package io.healthtrack.gateway.oauth;
