/** What people see: numbers, bars and screens that redraw in place. */
package io.healthtrack.local.terminal;
