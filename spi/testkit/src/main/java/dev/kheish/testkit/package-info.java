/**
 * For tests of connector kinds: {@link dev.kheish.testkit.ConnectorKindContract} holds what the
 * host relies on, and the fakes stand in for what it lends to a plugin: real behaviour, in memory,
 * without a host and without mocks.
 */
package dev.kheish.testkit;
