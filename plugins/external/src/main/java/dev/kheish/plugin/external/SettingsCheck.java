package dev.kheish.plugin.external;

import dev.kheish.spi.Egress;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is wrong with the settings of a connector and that a single setting cannot say. */
final class SettingsCheck {
    private final Settings settings;
    private final Egress egress;
    private final List<FieldError> errors = new ArrayList<>();

    private SettingsCheck(Settings settings, Egress egress) {
        this.settings = settings;
        this.egress = egress;
    }

    static List<FieldError> mistakes(Settings settings, Egress egress) {
        SettingsCheck check = new SettingsCheck(settings, egress);
        check.run();
        return List.copyOf(check.errors);
    }

    /** What is allowed, but should be known. */
    static List<FieldError> advice(Settings settings) {
        Optional<Settings> child = settings.object(ExternalSettings.CHILD);
        if (child.isEmpty() || child.get().object(ChildSpecs.RUN_AS).isPresent()) {
            return List.of();
        }
        return List.of(
                FieldError.of(
                        ExternalSettings.CHILD + "." + ChildSpecs.RUN_AS,
                        "is not set (isolation: none): the program runs as the host's own user and"
                                + " can read whatever the host can, its master key included. Name"
                                + " a user of its own."));
    }

    private void run() {
        Optional<Settings> child = settings.object(ExternalSettings.CHILD);
        boolean isChild = ExternalSettings.isChild(settings);
        if (isChild && child.isEmpty()) {
            add(
                    ExternalSettings.CHILD,
                    "is needed, because mode is child_process: say at least its command.");
        }
        if (!isChild && child.isPresent()) {
            add(
                    ExternalSettings.CHILD,
                    "does not go with mode remote_http: set it to null, or mode to child_process.");
        }
        child.ifPresent(members -> errors.addAll(ChildCheck.mistakes(members)));
        baseUrl();
        token();
        texts();
    }

    private void baseUrl() {
        Optional<String> given = settings.string(ExternalSettings.BASE_URL);
        if (given.isEmpty()) {
            return;
        }
        try {
            ExternalSettings.baseUrl(settings, egress);
        } catch (BaseUrl.UnusableException e) {
            add(ExternalSettings.BASE_URL, e.getMessage());
        }
    }

    private void token() {
        if (!settings.hasSecret(ExternalSettings.SHARED_TOKEN)
                && !settings.bool(ExternalSettings.ALLOW_UNAUTHENTICATED)) {
            add(
                    ExternalSettings.SHARED_TOKEN,
                    "is needed, unless allow_unauthenticated_ingress is true.");
        }
    }

    private void texts() {
        settings.string(ExternalSettings.PLATFORM)
                .filter(text -> Limits.isLonger(text, Limits.ID_BYTES))
                .ifPresent(_ -> add(ExternalSettings.PLATFORM, tooLong(Limits.ID_BYTES)));
        settings.string(ExternalSettings.FIXED_SESSION_ID).ifPresent(this::fixedSession);
        List<String> keys = settings.strings(ExternalSettings.MORE_KEYS);
        for (int i = 0; i < keys.size(); i++) {
            String field = ExternalSettings.MORE_KEYS + "[" + i + "]";
            if (keys.get(i).isBlank()) {
                add(field, "is blank; write a key such as customer:acme, or leave it out.");
            } else if (Limits.isLonger(keys.get(i), Limits.BINDING_KEY_BYTES)) {
                add(field, tooLong(Limits.BINDING_KEY_BYTES));
            }
        }
    }

    private void fixedSession(String id) {
        if (Limits.isLonger(id, Limits.ID_BYTES)) {
            add(ExternalSettings.FIXED_SESSION_ID, tooLong(Limits.ID_BYTES));
        }
        boolean unfit =
                id.equals(".")
                        || id.equals("..")
                        || id.indexOf('/') >= 0
                        || id.chars().anyMatch(Character::isISOControl);
        if (unfit) {
            add(
                    ExternalSettings.FIXED_SESSION_ID,
                    "cannot name a session: use no '/', no control character, and neither '.' nor"
                            + " '..' alone.");
        }
    }

    private void add(String field, String message) {
        errors.add(FieldError.of(field, message));
    }

    private static String tooLong(int bytes) {
        return "is longer than " + bytes + " bytes of UTF-8; shorten it.";
    }
}
