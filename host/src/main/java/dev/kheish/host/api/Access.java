package dev.kheish.host.api;

import io.helidon.webserver.http.Handler;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which roles may call a route; declared beside it, as in {@code rules.get(path,
 * READ.of(this::list))}.
 */
public enum Access {
    /** Anybody, without a token. */
    PUBLIC(EnumSet.noneOf(Role.class)),
    /** Admins alone; what a route without declaration gets. */
    ADMIN(EnumSet.of(Role.ADMIN)),
    /** Admins and readers. */
    READ(EnumSet.of(Role.ADMIN, Role.READ_ONLY)),
    /** Admins and workers. */
    WORK(EnumSet.of(Role.ADMIN, Role.WORKER)),
    /** Anybody with a token. */
    ANY(EnumSet.allOf(Role.class));

    private final Set<Role> roles;

    Access(Set<Role> roles) {
        this.roles = roles;
    }

    /** The handler, open to these roles only once {@link ControlPlane} has mounted it. */
    public Handler of(Handler handler) {
        return new Guarded(this, handler);
    }

    boolean allows(Role role) {
        return roles.contains(role);
    }

    /** Such as {@code admin or worker}. */
    String names() {
        return roles.stream().map(Role::text).collect(Collectors.joining(" or "));
    }
}
