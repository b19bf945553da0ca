/** What the tests of topologies share: records to send, and drivers that need no broker. */
package io.healthtrack.processors.testing;
