/**
 * JSON texts and plain Java values: {@link String}, {@link Long}, {@link java.math.BigDecimal},
 * {@link Boolean}, {@code null}, {@link java.util.List} and {@link java.util.Map}. Not exported.
 */
package dev.kheish.sidecar.json;
