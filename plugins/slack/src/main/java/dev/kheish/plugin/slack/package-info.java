/**
 * The kind {@code slack}: takes what Slack's Events API posts and answers through its Web API.
 *
 * <p>A post passes {@link dev.kheish.plugin.slack.IngressGate}, {@link
 * dev.kheish.plugin.slack.Callback}, {@link dev.kheish.plugin.slack.MessageReader} and {@link
 * dev.kheish.plugin.slack.EventMaker}; files that it refers to are got later by {@link
 * dev.kheish.plugin.slack.FileFetcher}. An answer passes {@link
 * dev.kheish.plugin.slack.RouteReader}, {@link dev.kheish.plugin.slack.Plan} and {@link
 * dev.kheish.plugin.slack.Sender}.
 */
package dev.kheish.plugin.slack;
