package dev.kheish.host.api;

import dev.kheish.host.json.JakartaNodes;
import dev.kheish.spi.CanonicalJson;

import org.jspecify.annotations.Nullable;

/** Reads scopes: objects that are kept in canonical form, so that equal ones compare equal. */
final class Scopes {
    private Scopes() {}

    static @Nullable String read(Members body, String member) {
        return body.optionalObject(member)
                .filter(scope -> !scope.isEmpty())
                .map(scope -> CanonicalJson.write(JakartaNodes.toValue(scope)))
                .orElse(null);
    }
}
