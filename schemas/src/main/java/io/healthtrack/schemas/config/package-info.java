/** How every service reads its settings: a file, then the environment, and no unknown keys. */
package io.healthtrack.schemas.config;
