package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.PluginView;
import dev.kheish.host.plugin.Plugins;
import dev.kheish.host.plugin.Retirement;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.Locale;

/** {@code /v1/runtime/plugins}: what is loaded or refused, and asking one to leave. */
public final class PluginRoutes implements HttpService {
    private static final String DOMAIN = "plugins";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Plugins plugins;

    public PluginRoutes(Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/runtime/plugins", Access.READ.of(this::list))
                .delete("/v1/runtime/plugins/{id}", Access.ADMIN.of(this::retire));
    }

    private void list(ServerRequest request, ServerResponse response) {
        ArrayNode list = Json.array();
        plugins.views().forEach(plugin -> list.add(view(plugin)));
        Reply.json(response, list);
    }

    private void retire(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        String id = request.path().pathParameters().get("id");
        switch (plugins.retire(id, PATIENCE)) {
            case Retirement.Done(PluginView plugin) -> Reply.json(response, view(plugin));
            case Retirement.StillInUse(int leases) ->
                    throw Problem.conflict(
                                    "plugin_in_use",
                                    "The plugin %s is hidden, but still used %d times; it goes with the last use."
                                            .formatted(id, leases))
                            .domain(DOMAIN)
                            .exception();
            case Retirement.Unknown() ->
                    throw Problem.notFound(
                                    "plugin_not_found",
                                    "No plugin '%s' is in use.".formatted(Failures.shown(id)))
                            .domain(DOMAIN)
                            .exception();
        }
    }

    private static ObjectNode view(PluginView plugin) {
        ObjectNode view = Json.object().put("id", plugin.id());
        plugin.version().ifPresent(version -> view.put("version", version));
        view.put("state", plugin.state().name().toLowerCase(Locale.ROOT))
                .put("digest", plugin.digest())
                .put("path", plugin.source().toString())
                .put("generation", plugin.generation())
                .put("loaded_at_ms", plugin.loadedAtMs())
                .put("spi_level", plugin.spiLevel());
        plugin.kinds().forEach(view.putArray("kinds")::add);
        plugin.refusal()
                .ifPresent(
                        refusal ->
                                view.putObject("refusal")
                                        .put("reason", refusal.reason().name())
                                        .put("detail", refusal.detail()));
        if (!plugin.warnings().isEmpty()) {
            plugin.warnings().forEach(view.putArray("warnings")::add);
        }
        plugin.kept()
                .ifPresent(
                        kept ->
                                kept.by()
                                        .forEach(
                                                view.putObject("kept_in_memory").putArray("by")
                                                        ::add));
        return view;
    }
}
