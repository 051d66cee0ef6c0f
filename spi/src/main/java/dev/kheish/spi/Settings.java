package dev.kheish.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked settings of one connector, defaults filled in. Implemented by the host; immutable.
 *
 * <p>Every accessor throws {@link IllegalArgumentException} for a name that the kind did not
 * declare with the matching type: a mistake of the kind, not of the operator.
 */
public interface Settings {
    /** The connector's name. In nested objects that of the connector too. */
    String connector();

    /** {@link SettingType#STRING}, {@link SettingType#ENUM} or {@link SettingType#URL}. */
    Optional<String> string(String name);

    /** {@link SettingType#INT}; always has a default. */
    long integer(String name);

    /** {@link SettingType#BOOL}; always has a default. */
    boolean bool(String name);

    /** {@link SettingType#DURATION}; always has a default. */
    Duration duration(String name);

    /** {@link SettingType#STRING_LIST}; empty when absent. */
    List<String> strings(String name);

    /** {@link SettingType#INT_LIST}; empty when absent. */
    List<Long> integers(String name);

    /** {@link SettingType#OBJECT}. */
    Optional<Settings> object(String name);

    /** {@link SettingType#OBJECT_LIST}; empty when absent. */
    List<Settings> objects(String name);

    /** {@link SettingType#MAP} or {@link SettingType#SLOT_MAP}; empty when absent. */
    Map<String, String> map(String name);

    /**
     * How long one attempt may take by a {@link SettingType#DELIVERY_POLICY}, 1 s to 10 min; the
     * host ends the attempt then.
     *
     * @return empty when the operator did not say
     */
    Optional<Duration> deliveryTimeout(String name);

    /** {@link SettingType#REPLY_TARGETS}; empty when absent. */
    List<ReplyHandle> replyTargets(String name);

    /** Whether a {@link SettingType#SECRET} has a source; its value is asked of the context. */
    boolean hasSecret(String name);
}
