/**
 * The kind {@code http}: takes events as JSON posts and delivers answers to URLs.
 *
 * <p>A post passes {@link dev.kheish.plugin.http.IngressGate}, {@link
 * dev.kheish.plugin.http.PayloadReader} and {@link dev.kheish.plugin.http.EventMaker}; an answer
 * passes {@link dev.kheish.plugin.http.RouteReader} and {@link dev.kheish.plugin.http.HttpOutput}.
 */
package dev.kheish.plugin.http;
