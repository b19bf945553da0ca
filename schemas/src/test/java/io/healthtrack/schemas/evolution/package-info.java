/** Guards how the schemas change: by the conventions, and never incompatibly. */
package io.healthtrack.schemas.evolution;
