package dev.kheish.host.cli.sidecar.stage;

import org.jspecify.annotations.Nullable;

/**
 * Who a request claims to come from.
 *
 * @param label what is shown of it
 * @param header the whole Authorization header; null sends none
 */
public record Bearer(String label, @Nullable String header) {
    public static final Bearer NONE = new Bearer("none", null);

    @Override
    public String toString() {
        return label;
    }
}
