package dev.kheish.plugin.external;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** All that is wrong with the members of {@code child_process}. */
final class ChildCheck {
    private static final String PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";

    /** What the host tells its children; nobody else may. The instance id is not among them. */
    static final Set<String> RESERVED =
            Set.of(
                    PREFIX + "NAME",
                    PREFIX + "BASE_URL",
                    PREFIX + "DAEMON_BASE_URL",
                    PREFIX + "SHARED_TOKEN",
                    PREFIX + "CREDENTIAL_TOKEN",
                    PREFIX + "CREDENTIAL_KEYS_JSON",
                    PREFIX + "CREDENTIAL_TOKEN_FILE",
                    PREFIX + "LIFELINE");

    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    // What begins with a dash would be an option of the program that changes the user.
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]*[$]?");

    private final Settings child;
    private final List<FieldError> errors = new ArrayList<>();

    private ChildCheck(Settings child) {
        this.child = child;
    }

    static List<FieldError> mistakes(Settings child) {
        ChildCheck check = new ChildCheck(child);
        check.run();
        return check.errors;
    }

    private void run() {
        child.string(ChildSpecs.COMMAND).ifPresent(text -> refuseNul(ChildSpecs.COMMAND, text));
        List<String> args = child.strings(ChildSpecs.ARGS);
        for (int i = 0; i < args.size(); i++) {
            refuseNul(ChildSpecs.ARGS + "[" + i + "]", args.get(i));
        }
        child.string(ChildSpecs.WORKING_DIR)
                .ifPresent(text -> refuseNul(ChildSpecs.WORKING_DIR, text));
        for (Map.Entry<String, String> variable : child.map(ChildSpecs.ENV).entrySet()) {
            String field = ChildSpecs.ENV + "." + variable.getKey();
            name(field, variable.getKey());
            refuseNul(field, variable.getValue());
        }
        child.map(ChildSpecs.SLOTS).forEach(this::slot);
        child.object(ChildSpecs.RUN_AS).ifPresent(this::account);
    }

    private void slot(String name, String slot) {
        String field = ChildSpecs.SLOTS + "." + name;
        name(field, name);
        if (slot.isBlank()) {
            add(field, "is blank; write the name of the secret slot.");
        }
    }

    private void name(String field, String name) {
        if (RESERVED.contains(name)) {
            add(field, "is set by the host itself; leave it out.");
        } else if (!ENVIRONMENT_NAME.matcher(name).matches()) {
            add(
                    field,
                    "is no name of an environment variable: use letters, digits and underscores,"
                            + " and no digit first.");
        }
    }

    private void account(Settings runAs) {
        for (String member : List.of(ChildSpecs.USER, ChildSpecs.GROUP)) {
            runAs.string(member)
                    .filter(name -> !ACCOUNT.matcher(name).matches())
                    .ifPresent(
                            _ ->
                                    add(
                                            ChildSpecs.RUN_AS + "." + member,
                                            "is no name or number of a " + member + "."));
        }
    }

    private void refuseNul(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            add(field, "holds a NUL character, which no program can be given; take it out.");
        }
    }

    private void add(String field, String message) {
        errors.add(FieldError.of(ExternalSettings.CHILD + "." + field, message));
    }
}
