package dev.kheish.host.connector;

import java.util.Comparator;
import java.util.regex.Pattern;

/** What a connector is called. */
public record ConnectorKey(String kind, String name) implements Comparable<ConnectorKey> {
    /** For messages. */
    static final String RULE =
            "1 to 63 letters, digits, dots, dashes and underscores, the first a letter or digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Comparator<ConnectorKey> ORDER =
            Comparator.comparing(ConnectorKey::kind).thenComparing(ConnectorKey::name);

    boolean hasValidName() {
        return NAME.matcher(name).matches();
    }

    @Override
    public int compareTo(ConnectorKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
