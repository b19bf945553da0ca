/** Keeps the tables of the README equal to what the code declares. */
package io.healthtrack.schemas.documentation;
