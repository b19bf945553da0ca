/** How much each credential may ask of this gateway. */
package io.healthtrack.gateway.limits;
