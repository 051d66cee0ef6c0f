package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.testkit.ConnectorKindContract;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.MapSettings;

import java.util.List;

final class ExternalKindContractTest extends ConnectorKindContract {
    @Override
    protected ConnectorKind newKind() {
        return new ExternalKind();
    }

    @Override
    protected MapSettings settings(ConnectorKind kind) {
        return MapSettings.of(kind, CONNECTOR)
                .with("platform", "chat")
                .with("base_url", "https://sidecar.example")
                .with("shared_token", true);
    }

    @Override
    protected FakeContext context() {
        return super.context().secret("shared_token", "sh4red-token");
    }

    @Override
    protected List<String> addresses() {
        return List.of("{\"connector\":\"sample\",\"route\":\"{\\\"room\\\":1}\"}");
    }
}
