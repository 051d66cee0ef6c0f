package dev.kheish.host.delivery;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Which deliveries a list shows; null members ask for nothing.
 *
 * @param session row number
 * @param run row number
 * @param status such as {@code pending}
 * @param target as shown
 * @param error a piece of the last error, in any case
 * @param unresolved only dead letters that nobody has dealt with
 */
public record DeliveryFilter(
        @Nullable Long session,
        @Nullable Long run,
        @Nullable String plugin,
        @Nullable String connector,
        @Nullable String status,
        @Nullable String target,
        @Nullable String error,
        @Nullable Long sinceMs,
        @Nullable Long untilMs,
        boolean unresolved) {
    /** The status of dead letters. */
    public static final String DEAD_LETTERED = DeliveryState.DEAD_LETTERED.text();

    /** Whether a word is a status. */
    public static boolean isStatus(String word) {
        return DeliveryState.ofText(word).isPresent();
    }

    @Nullable DeliveryState state() {
        return status == null ? null : DeliveryState.ofText(status).orElse(null);
    }

    boolean shows(DeliveryRow row) {
        return (session == null || session == row.source().session())
                && (run == null || run.equals(row.source().run()))
                && (plugin == null || plugin.equals(row.target().plugin()))
                && (connector == null || connector.equals(row.target().connector()))
                && (status == null || status.equals(row.state().text()))
                && (target == null || target.equals(row.target().display()))
                && (error == null || contains(row.outcome().error(), error))
                && (sinceMs == null || row.createdMs() >= sinceMs)
                && (untilMs == null || row.createdMs() < untilMs)
                && (!unresolved || row.isUnresolved());
    }

    private static boolean contains(@Nullable String text, String piece) {
        return text != null
                && text.toLowerCase(Locale.ROOT).contains(piece.toLowerCase(Locale.ROOT));
    }
}
