/**
 * Who and what a record speaks of: ids computed from content, the same wherever they are computed.
 */
package io.healthtrack.schemas.identity;
