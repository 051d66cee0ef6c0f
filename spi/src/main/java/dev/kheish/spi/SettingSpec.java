package dev.kheish.spi;

import jakarta.json.Json;
import jakarta.json.JsonValue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one setting of a kind is: the single source of its validation, its redaction in views, its
 * page in the documentation and its JSON Schema. Immutable; every method gives a changed copy.
 *
 * <pre>{@code
 * SettingSpec.integer("max_age_secs", 300).between(1, 3600).describedAs("Largest clock skew, in seconds.")
 * }</pre>
 */
public final class SettingSpec {
    private final String name;
    private final SettingType type;
    private final Traits traits;

    private SettingSpec(String name, SettingType type, Traits traits) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.traits = traits;
    }

    private static SettingSpec of(String name, SettingType type) {
        return new SettingSpec(name, type, new Traits());
    }

    /** Text without a default, at most 4096 characters unless {@link #between} says otherwise. */
    public static SettingSpec string(String name) {
        return of(name, SettingType.STRING).between(0, 4096);
    }

    /** A whole number. */
    public static SettingSpec integer(String name, long defaultValue) {
        return of(name, SettingType.INT).withDefault(Json.createValue(defaultValue));
    }

    /** True or false. */
    public static SettingSpec bool(String name, boolean defaultValue) {
        return of(name, SettingType.BOOL)
                .withDefault(defaultValue ? JsonValue.TRUE : JsonValue.FALSE);
    }

    /** A span of time, written such as {@code 30s}. */
    public static SettingSpec duration(String name, String defaultValue) {
        return of(name, SettingType.DURATION).withDefault(Json.createValue(defaultValue));
    }

    /** One of {@code words}; the first is the default. */
    public static SettingSpec oneOf(String name, List<String> words) {
        List<String> copy = List.copyOf(words);
        return of(name, SettingType.ENUM)
                .with(it -> it.words = copy)
                .withDefault(Json.createValue(words.getFirst()));
    }

    /** An absolute URL, {@code http} or {@code https}, without user information. */
    public static SettingSpec url(String name) {
        return of(name, SettingType.URL).between(0, 4096);
    }

    /** A secret; blank ones are refused. */
    public static SettingSpec secret(String name) {
        return of(name, SettingType.SECRET);
    }

    /** A list of text, empty by default, at most 1000 elements; blank elements are dropped. */
    public static SettingSpec strings(String name) {
        return of(name, SettingType.STRING_LIST).between(0, 1000);
    }

    /** A list of whole numbers, empty by default, at most 1000 elements. */
    public static SettingSpec integers(String name) {
        return of(name, SettingType.INT_LIST).between(0, 1000);
    }

    /** An object with these members. */
    public static SettingSpec object(String name, List<SettingSpec> members) {
        List<SettingSpec> copy = List.copyOf(members);
        return of(name, SettingType.OBJECT).with(it -> it.members = copy);
    }

    /** A list of objects with these members, unique by the text member {@code key}. */
    public static SettingSpec objects(String name, String key, List<SettingSpec> members) {
        Objects.requireNonNull(key, "key");
        List<SettingSpec> copy = List.copyOf(members);
        return of(name, SettingType.OBJECT_LIST)
                .with(it -> it.members = copy)
                .with(it -> it.key = key)
                .between(0, 1000);
    }

    /** Free names with text values, shown as they are. */
    public static SettingSpec map(String name) {
        return of(name, SettingType.MAP).between(0, 1000);
    }

    /**
     * Free names with text values of which views show the names only, as the list {@code viewName}.
     */
    public static SettingSpec hiddenMap(String name, String viewName) {
        return of(name, SettingType.MAP).with(it -> it.viewName = viewName).between(0, 1000);
    }

    /**
     * Environment names with the names of secret slots; views show the former, as {@code viewName}.
     */
    public static SettingSpec slots(String name, String viewName) {
        return of(name, SettingType.SLOT_MAP).with(it -> it.viewName = viewName).between(0, 100);
    }

    /** A list of raw reply handles, at most 64. */
    public static SettingSpec replyTargets(String name) {
        return of(name, SettingType.REPLY_TARGETS).between(0, 64).as(SettingRole.REPLY_TARGETS);
    }

    /** How sessions are made for events. */
    public static SettingSpec sessionPolicy(String name) {
        return of(name, SettingType.SESSION_POLICY).as(SettingRole.SESSION_POLICY);
    }

    /** How deliveries are tried. */
    public static SettingSpec deliveryPolicy(String name) {
        return of(name, SettingType.DELIVERY_POLICY).as(SettingRole.DELIVERY_POLICY);
    }

    /** It must be given when the connector is created. */
    public SettingSpec required() {
        return with(it -> it.required = true);
    }

    /** It cannot change once the connector exists: 409. */
    public SettingSpec immutable() {
        return with(it -> it.immutable = true);
    }

    /** What the host does with it. */
    public SettingSpec as(SettingRole role) {
        return with(it -> it.role = role);
    }

    /** One or two sentences for operators, in the generated documentation. */
    public SettingSpec describedAs(String text) {
        return with(it -> it.description = text);
    }

    /** Limits, both inclusive: of a number, or of the length of a text or list. */
    public SettingSpec between(long min, long max) {
        return with(
                it -> {
                    it.min = min;
                    it.max = max;
                });
    }

    /** A number below the lower limit counts as that limit and is no mistake. */
    public SettingSpec raisedToMinimum() {
        return with(it -> it.raised = true);
    }

    /** List elements are a set: sorted and without duplicates. */
    public SettingSpec sorted() {
        return with(it -> it.sorted = true);
    }

    /** Text is folded to lower case. */
    public SettingSpec lowerCase() {
        return with(it -> it.lowerCase = true);
    }

    /** Text, or each text of a list, is kept as it was given: neither trimmed nor dropped. */
    public SettingSpec verbatim() {
        return with(it -> it.verbatim = true);
    }

    /** Views for callers who are not administrators leave it out. */
    public SettingSpec adminOnly() {
        return with(it -> it.adminOnly = true);
    }

    /** Name of the member in PUT bodies, files and views. */
    public String name() {
        return name;
    }

    /** Its shape. */
    public SettingType type() {
        return type;
    }

    /** What the host does with it. */
    public SettingRole role() {
        return traits.role;
    }

    /** Whether it must be given at creation. */
    public boolean isRequired() {
        return traits.required;
    }

    /** Whether it is fixed at creation. */
    public boolean isImmutable() {
        return traits.immutable;
    }

    /** Whether a number below {@link #min} counts as {@link #min}. */
    public boolean isRaisedToMinimum() {
        return traits.raised;
    }

    /** Whether list elements are sorted and made unique. */
    public boolean isSorted() {
        return traits.sorted;
    }

    /** Whether text is folded to lower case. */
    public boolean isLowerCase() {
        return traits.lowerCase;
    }

    /** Whether text is kept as it was given. */
    public boolean isVerbatim() {
        return traits.verbatim;
    }

    /** Whether only administrators see it. */
    public boolean isAdminOnly() {
        return traits.adminOnly;
    }

    /** For operators; empty when none was given. */
    public String description() {
        return traits.description;
    }

    /** What an absent or null member means; empty when it then has no value. */
    public Optional<JsonValue> defaultValue() {
        return Optional.ofNullable(traits.defaultValue);
    }

    /** Lower limit, inclusive. */
    public long min() {
        return traits.min;
    }

    /** Upper limit, inclusive. */
    public long max() {
        return traits.max;
    }

    /** The words of an {@link SettingType#ENUM}. */
    public List<String> words() {
        return traits.words;
    }

    /** The members of an {@link SettingType#OBJECT} or {@link SettingType#OBJECT_LIST}. */
    public List<SettingSpec> members() {
        return traits.members;
    }

    /** The member that makes elements of an {@link SettingType#OBJECT_LIST} unique. */
    public Optional<String> key() {
        return Optional.ofNullable(traits.key);
    }

    /** The view's member that lists the names of a hidden map; empty when values are shown. */
    public Optional<String> viewName() {
        return Optional.ofNullable(traits.viewName);
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }

    private SettingSpec withDefault(JsonValue value) {
        return with(it -> it.defaultValue = value);
    }

    private SettingSpec with(Consumer<Traits> change) {
        Traits changed = traits.copy();
        change.accept(changed);
        return new SettingSpec(name, type, changed);
    }

    /** Everything about a setting but its name and type. Changed only before anybody sees it. */
    private static final class Traits implements Cloneable {
        private @Nullable JsonValue defaultValue;
        private boolean required;
        private boolean immutable;
        private boolean raised;
        private boolean sorted;
        private boolean lowerCase;
        private boolean verbatim;
        private boolean adminOnly;
        private long min;
        private long max = Long.MAX_VALUE;
        private String description = "";
        private SettingRole role = SettingRole.NONE;
        private List<String> words = List.of();
        private List<SettingSpec> members = List.of();
        private @Nullable String key;
        private @Nullable String viewName;

        Traits copy() {
            try {
                return (Traits) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("Traits can be cloned", e);
            }
        }
    }
}
