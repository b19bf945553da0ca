/** Pictures of traces, limits and episodes, as SVG and PNG, drawn with nothing but the JDK. */
package io.healthtrack.local.plots;
