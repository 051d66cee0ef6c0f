/**
 * The kind {@code telegram}: takes a bot's updates, by webhook or by poll, and answers through the
 * Bot API.
 *
 * <p>An update passes {@link dev.kheish.plugin.telegram.IngressGate} or {@link
 * dev.kheish.plugin.telegram.Poller}, then {@link dev.kheish.plugin.telegram.UpdateReader} and
 * {@link dev.kheish.plugin.telegram.EventMaker}; files that it refers to are got later by {@link
 * dev.kheish.plugin.telegram.FileFetcher}. An answer passes {@link
 * dev.kheish.plugin.telegram.RouteReader}, {@link dev.kheish.plugin.telegram.Plan} and {@link
 * dev.kheish.plugin.telegram.Sender}.
 */
package dev.kheish.plugin.telegram;
