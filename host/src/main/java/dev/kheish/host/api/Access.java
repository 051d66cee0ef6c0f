package dev.kheish.host.api;

import io.helidon.webserver.http.Handler;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which roles may call a route; declared beside it, as in {@code rules.get(path,
 * READ.of(this::list))}.
 */
public enum Access {
    /** Anybody, without a token. */
    PUBLIC,
    /** Admins alone; what a route without declaration gets. */
    ADMIN,
    /** Admins and readers. */
    READ,
    /** Admins and workers. */
    WORK,
    /** Anybody with a token. */
    ANY;

    /** The handler, open to these roles only once {@link ControlPlane} has mounted it. */
    public Handler of(Handler handler) {
        return new Guarded(this, handler);
    }

    boolean allows(Role role) {
        return switch (this) {
            case PUBLIC, ANY -> true;
            case ADMIN -> role == Role.ADMIN;
            case READ -> role != Role.WORKER;
            case WORK -> role != Role.READ_ONLY;
        };
    }

    /** Such as {@code admin or worker}. */
    String names() {
        return Arrays.stream(Role.values())
                .filter(this::allows)
                .map(Role::text)
                .collect(Collectors.joining(" or "));
    }
}
