/** Stand-ins for what the host lends to a plugin: real behaviour, in memory, without a host. */
package dev.kheish.testkit;
