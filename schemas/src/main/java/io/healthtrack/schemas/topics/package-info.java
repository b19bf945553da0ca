/** The topics, declared once as data: creation, access rules and documentation derive from here. */
package io.healthtrack.schemas.topics;
