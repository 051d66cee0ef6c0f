package dev.kheish.host.secret;

import java.util.regex.Pattern;

/** How slots are named. */
public final class SlotName {
    /** For messages. */
    public static final String RULE =
            "1 to 255 letters, digits, dots, dashes, underscores and colons, the first a letter or"
                    + " digit";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,254}");

    private SlotName() {}

    /** Whether a slot can have this name. */
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }
}
