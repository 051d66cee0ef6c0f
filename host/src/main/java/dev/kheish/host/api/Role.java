package dev.kheish.host.api;

import java.util.Optional;

/** What a token lets its bearer do. */
public enum Role {
    /** Everything. */
    ADMIN("admin"),
    /** Reads, with secrets and arguments redacted. */
    READ_ONLY("read-only"),
    /** Takes and settles runs, with the assets that go with them. */
    WORKER("worker");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /** As in the API and in the store. */
    public String text() {
        return text;
    }

    /** The role of that name. */
    public static Optional<Role> of(String text) {
        for (Role role : values()) {
            if (role.text.equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
