package dev.kheish.spi;

import jakarta.json.Json;
import jakarta.json.JsonValue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one setting of a kind is: the single source of its validation, its redaction in views, its
 * page in the documentation and its JSON Schema. Immutable; every method gives a changed copy.
 *
 * <pre>{@code
 * SettingSpec.integer("max_age_secs", 300).between(1, 3600).describedAs("Largest clock skew, in seconds.")
 * }</pre>
 */
public final class SettingSpec {
    private static final long UNBOUNDED_MAX = Long.MAX_VALUE;

    private final String name;
    private final SettingType type;
    private final Traits traits;

    private SettingSpec(String name, SettingType type, Traits traits) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.traits = traits;
    }

    private static SettingSpec of(String name, SettingType type) {
        return new SettingSpec(name, type, Traits.NONE);
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
        Traits traits = Traits.NONE.withWords(List.copyOf(words));
        return new SettingSpec(name, SettingType.ENUM, traits)
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
        return new SettingSpec(
                name, SettingType.OBJECT, Traits.NONE.withMembers(List.copyOf(members), null));
    }

    /** A list of objects with these members, unique by the text member {@code key}. */
    public static SettingSpec objects(String name, String key, List<SettingSpec> members) {
        Traits traits =
                Traits.NONE.withMembers(List.copyOf(members), Objects.requireNonNull(key, "key"));
        return new SettingSpec(name, SettingType.OBJECT_LIST, traits).between(0, 1000);
    }

    /** Free names with text values, shown as they are. */
    public static SettingSpec map(String name) {
        return of(name, SettingType.MAP).between(0, 1000);
    }

    /**
     * Free names with text values of which views show the names only, as the list {@code viewName}.
     */
    public static SettingSpec hiddenMap(String name, String viewName) {
        return new SettingSpec(name, SettingType.MAP, Traits.NONE.withViewName(viewName))
                .between(0, 1000);
    }

    /**
     * Environment names with the names of secret slots; views show the former, as {@code viewName}.
     */
    public static SettingSpec slots(String name, String viewName) {
        return new SettingSpec(name, SettingType.SLOT_MAP, Traits.NONE.withViewName(viewName))
                .between(0, 100);
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
        return with(traits.withRequired());
    }

    /** It cannot change once the connector exists: 409. */
    public SettingSpec immutable() {
        return with(traits.withImmutable());
    }

    /** What the host does with it. */
    public SettingSpec as(SettingRole role) {
        return with(traits.withRole(role));
    }

    /** One or two sentences for operators, in the generated documentation. */
    public SettingSpec describedAs(String text) {
        return with(traits.withDescription(text));
    }

    /** Limits, both inclusive: of a number, or of the length of a text or list. */
    public SettingSpec between(long min, long max) {
        return with(traits.withLimits(min, max));
    }

    /** A number below the lower limit counts as that limit and is no mistake. */
    public SettingSpec raisedToMinimum() {
        return with(traits.withRaised());
    }

    /** List elements are a set: sorted and without duplicates. */
    public SettingSpec sorted() {
        return with(traits.withSorted());
    }

    /** Text is folded to lower case. */
    public SettingSpec lowerCase() {
        return with(traits.withLowerCase());
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
        return traits.role();
    }

    /** Whether it must be given at creation. */
    public boolean isRequired() {
        return traits.required();
    }

    /** Whether it is fixed at creation. */
    public boolean isImmutable() {
        return traits.immutable();
    }

    /** Whether a number below {@link #min} counts as {@link #min}. */
    public boolean isRaisedToMinimum() {
        return traits.raised();
    }

    /** Whether list elements are sorted and made unique. */
    public boolean isSorted() {
        return traits.sorted();
    }

    /** Whether text is folded to lower case. */
    public boolean isLowerCase() {
        return traits.lowerCase();
    }

    /** For operators; empty when none was given. */
    public String description() {
        return traits.description();
    }

    /** What an absent or null member means; empty when it then has no value. */
    public Optional<JsonValue> defaultValue() {
        return Optional.ofNullable(traits.defaultValue());
    }

    /** Lower limit, inclusive. */
    public long min() {
        return traits.min();
    }

    /** Upper limit, inclusive. */
    public long max() {
        return traits.max();
    }

    /** The words of an {@link SettingType#ENUM}. */
    public List<String> words() {
        return traits.words();
    }

    /** The members of an {@link SettingType#OBJECT} or {@link SettingType#OBJECT_LIST}. */
    public List<SettingSpec> members() {
        return traits.members();
    }

    /** The member that makes elements of an {@link SettingType#OBJECT_LIST} unique. */
    public Optional<String> key() {
        return Optional.ofNullable(traits.key());
    }

    /** The view's member that lists the names of a hidden map; empty when values are shown. */
    public Optional<String> viewName() {
        return Optional.ofNullable(traits.viewName());
    }

    @Override
    public String toString() {
        return name + ": " + type;
    }

    private SettingSpec withDefault(JsonValue value) {
        return with(traits.withDefaultValue(value));
    }

    private SettingSpec with(Traits changed) {
        return new SettingSpec(name, type, changed);
    }

    /** Everything about a setting but its name and type. */
    private record Traits(
            @Nullable JsonValue defaultValue,
            boolean required,
            boolean immutable,
            boolean raised,
            boolean sorted,
            boolean lowerCase,
            long min,
            long max,
            String description,
            SettingRole role,
            List<String> words,
            List<SettingSpec> members,
            @Nullable String key,
            @Nullable String viewName) {
        static final Traits NONE =
                new Traits(
                        null,
                        false,
                        false,
                        false,
                        false,
                        false,
                        0,
                        UNBOUNDED_MAX,
                        "",
                        SettingRole.NONE,
                        List.of(),
                        List.of(),
                        null,
                        null);

        Traits withDefaultValue(JsonValue value) {
            return new Traits(
                    value,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withRequired() {
            return new Traits(
                    defaultValue,
                    true,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withImmutable() {
            return new Traits(
                    defaultValue,
                    required,
                    true,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withRaised() {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    true,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withSorted() {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    true,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withLowerCase() {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    true,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withLimits(long lower, long upper) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    lower,
                    upper,
                    description,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withDescription(String text) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    text,
                    role,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withRole(SettingRole changed) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    changed,
                    words,
                    members,
                    key,
                    viewName);
        }

        Traits withWords(List<String> changed) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    changed,
                    members,
                    key,
                    viewName);
        }

        Traits withMembers(List<SettingSpec> changed, @Nullable String keyMember) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    changed,
                    keyMember,
                    viewName);
        }

        Traits withViewName(String changed) {
            return new Traits(
                    defaultValue,
                    required,
                    immutable,
                    raised,
                    sorted,
                    lowerCase,
                    min,
                    max,
                    description,
                    role,
                    words,
                    members,
                    key,
                    changed);
        }
    }
}
