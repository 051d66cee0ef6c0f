package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.SettingType;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people and consoles see of kinds: enough to draw a form. */
final class KindViews {
    private final KindSource kinds;

    KindViews(KindSource kinds) {
        this.kinds = kinds;
    }

    ArrayNode list() {
        ArrayNode list = Json.array();
        for (String kind : kinds.kindNames()) {
            view(kind).ifPresent(list::add);
        }
        return list;
    }

    Optional<ObjectNode> view(String kind) {
        Optional<KindLease> lease = kinds.lease(kind);
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (KindLease held = lease.get()) {
            ObjectNode view =
                    Json.object()
                            .put("kind", kind)
                            .put("plugin", held.pluginId())
                            .put("generation", held.generation());
            view.set("settings", specs(held.kind().settings()));
            return Optional.of(view);
        }
    }

    private static ArrayNode specs(List<SettingSpec> specs) {
        ArrayNode list = Json.array();
        specs.forEach(spec -> list.add(view(spec)));
        return list;
    }

    private static ObjectNode view(SettingSpec spec) {
        ObjectNode view =
                Json.object()
                        .put("name", spec.name())
                        .put("type", spec.type().name().toLowerCase(Locale.ROOT));
        spec.defaultValue().ifPresent(value -> view.set("default", SettingsView.node(value)));
        flag(view, "required", spec.isRequired());
        flag(view, "immutable", spec.isImmutable());
        flag(view, "secret", spec.type() == SettingType.SECRET);
        flag(view, "raised_to_minimum", spec.isRaisedToMinimum());
        flag(view, "sorted", spec.isSorted());
        flag(view, "lower_case", spec.isLowerCase());
        if (spec.min() != 0) {
            view.put("min", spec.min());
        }
        if (spec.max() != Long.MAX_VALUE) {
            view.put("max", spec.max());
        }
        if (spec.role() != SettingRole.NONE) {
            view.put("role", spec.role().name().toLowerCase(Locale.ROOT));
        }
        if (!spec.words().isEmpty()) {
            spec.words().forEach(view.putArray("words")::add);
        }
        if (!spec.members().isEmpty()) {
            view.set("members", specs(spec.members()));
        }
        spec.key().ifPresent(key -> view.put("key", key));
        spec.viewName().ifPresent(name -> view.put("view_name", name));
        if (!spec.description().isEmpty()) {
            view.put("description", spec.description());
        }
        return view;
    }

    private static void flag(ObjectNode view, String name, boolean value) {
        if (value) {
            view.put(name, true);
        }
    }
}
