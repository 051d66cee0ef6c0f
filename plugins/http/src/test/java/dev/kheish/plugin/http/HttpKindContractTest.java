package dev.kheish.plugin.http;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.testkit.ConnectorKindContract;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.MapSettings;

import java.util.List;

final class HttpKindContractTest extends ConnectorKindContract {
    @Override
    protected ConnectorKind newKind() {
        return new HttpKind();
    }

    @Override
    protected MapSettings settings(ConnectorKind kind) {
        return MapSettings.of(kind, CONNECTOR).with("bearer_token", true);
    }

    @Override
    protected FakeContext context() {
        return super.context().secret("bearer_token", "a-token-that-nobody-sees");
    }

    @Override
    protected List<String> addresses() {
        return List.of("https://example.com/replies");
    }
}
