/**
 * The contract between the host and connector kinds, level {@value
 * dev.kheish.spi.SpiLevel#CURRENT}.
 *
 * <p>A kind is a jar with one {@link dev.kheish.spi.ConnectorKind} named in {@code
 * META-INF/services} and {@code Plugin-Spi-Level} in its manifest. The host finds the kind, asks it
 * for its {@linkplain dev.kheish.spi.SettingSpec settings}, and opens one {@link
 * dev.kheish.spi.Connector} for each configured instance.
 *
 * <p>Two sorts of types live here. Interfaces such as {@link dev.kheish.spi.ConnectorContext} are
 * implemented by the host and grow from release to release. Interfaces that a plugin implements
 * grow by default methods only. Values that a plugin makes have static factories and no public
 * constructor, so that they can grow as well. No parameter and no result is ever {@code null}.
 */
package dev.kheish.spi;
