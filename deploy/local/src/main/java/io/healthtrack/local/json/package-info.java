/** JSON text to maps and lists, and back. */
package io.healthtrack.local.json;
