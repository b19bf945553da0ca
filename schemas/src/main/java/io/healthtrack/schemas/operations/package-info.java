/**
 * What an operator asks of every service: whether it lives, whether it is ready, what it counted.
 */
package io.healthtrack.schemas.operations;
