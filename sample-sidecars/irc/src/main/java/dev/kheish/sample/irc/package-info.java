/**
 * A sidecar for IRC (RFC 1459 and 2812, and what IRCv3 adds): messages in channels and to the bot
 * become events, deliveries become messages.
 *
 * <p>{@link dev.kheish.sample.irc.Irc} puts it together. {@code Link} keeps one connection alive,
 * {@code Registration} and {@code Session} speak on it, {@code Inbox} carries events to the host.
 */
package dev.kheish.sample.irc;
