package dev.kheish.spi;

import jakarta.json.JsonObject;

import java.util.List;
import java.util.Optional;

/**
 * One way of reaching one sort of outside system.
 *
 * <p>Found by {@link java.util.ServiceLoader}. The host creates a single instance for each loaded
 * plugin and calls it from many threads. Constructing it must do no work: no threads, no files, no
 * sockets. A kind keeps no static state; what belongs to one configured instance lives in its
 * {@link Connector}.
 *
 * <p>Call order: constructor, {@link #name}, {@link #settings}, {@link #start}; from then on
 * anything in any order.
 */
public interface ConnectorKind {
    /**
     * The kind's name: lower-case letters, digits and dashes, 1 to 63 characters, unique among
     * everything loaded. It is the {@code {kind}} of every route and the {@code plugin} of reply
     * handles. Asked once.
     */
    String name();

    /**
     * The settings that {@link #open} understands. Any other member is refused before the kind sees
     * it. They are also the source of redaction, generated documentation and JSON Schema. Asked
     * once.
     */
    List<SettingSpec> settings();

    /**
     * Checks what a single {@link SettingSpec} cannot say, such as "one of these two is needed".
     * Types, limits and required members have been checked already. Pure: no I/O, no state.
     *
     * @return all mistakes at once; empty when the settings can be opened
     */
    default List<FieldError> validate(Settings settings) {
        return List.of();
    }

    /**
     * What an operator should know about settings that can be opened, such as a protection that
     * they do without. Checks show it; it keeps nothing from working. Pure.
     *
     * @return each piece with the setting that would change it
     */
    default List<FieldError> advice(Settings settings) {
        return List.of();
    }

    /**
     * Called once, before anything but {@link #name} and {@link #settings}. Must return at once.
     */
    default void start(KindContext context) {}

    /**
     * Opens one configured connector. Does no I/O and starts no thread; {@link Connector#start}
     * does.
     *
     * @throws ConnectorException if the settings are well formed but cannot work; the connector is
     *     then shown in state {@code error} with the exception's message
     */
    Connector open(Settings settings, ConnectorContext context) throws ConnectorException;

    /**
     * Ends what an earlier run of the host left running of a connector that is not to be opened
     * now: it is paused, cannot be opened, or was deleted. A host that was killed could not close
     * it. What is to be opened sees to that itself, in {@link Connector#start}.
     *
     * <p>Called on a virtual thread, never beside an open connector of the same incarnation, and
     * only if the incarnation has something in its {@link StateMap}; the map of a deleted one is
     * cleared afterwards. May block as long as ending takes; an interrupt means to take no more
     * time than necessary. Called again now and then until it returns without an exception, so what
     * is ended already must do no harm.
     *
     * @throws ConnectorException if something cannot be ended: what, and what to do about it
     */
    default void recover(RecoveryContext left) throws ConnectorException {}

    /**
     * Decodes the {@code address} of a raw reply handle {@code {"plugin": <this kind>, "address":
     * …}}.
     *
     * @param origin who wrote it; rights that belong to operators are refused to clients here
     * @throws TargetException if the address cannot be used, whatever the reason
     */
    Target target(String address, Origin origin) throws TargetException;

    /**
     * Decodes a structured reply target {@code {"type": <this kind>, …}}; the member {@code type}
     * is still there.
     *
     * @throws TargetException if the object cannot be used, whatever the reason
     */
    default Target target(JsonObject structured, Origin origin) throws TargetException {
        throw new TargetException(
                "This kind has no structured reply targets; send plugin and address.");
    }

    /**
     * Delivers to targets that name no connector. Kinds whose targets always name one leave this
     * empty. Asked once, after {@link #start}.
     */
    default Optional<Output> openOutput() {
        return Optional.empty();
    }
}
