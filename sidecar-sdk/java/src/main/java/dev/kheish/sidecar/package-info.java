/**
 * What a sidecar needs besides its platform.
 *
 * <p>A sidecar is a program that speaks for one platform (a chat system, a mailbox) with the Kheish
 * connector host: it listens on HTTP for health checks and deliveries, and sends events. {@link
 * dev.kheish.sidecar.Sidecar} does all of that; the author writes a {@linkplain
 * dev.kheish.sidecar.DeliveryHandler handler} for what goes out, and a {@linkplain
 * dev.kheish.sidecar.BackgroundTask task} or a {@linkplain dev.kheish.sidecar.RouteHandler route}
 * for what comes in.
 *
 * <p>Everything here may be used by many threads, builders excepted. Handlers and tasks run in
 * virtual threads, each in its own; methods that wait are interrupted when the sidecar stops. No
 * parameter and no result is ever {@code null}; nothing that can grow has a public constructor.
 */
package dev.kheish.sidecar;
