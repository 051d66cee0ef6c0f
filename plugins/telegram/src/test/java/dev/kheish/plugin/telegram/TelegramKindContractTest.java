package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.testkit.ConnectorKindContract;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.MapSettings;

import java.util.List;

final class TelegramKindContractTest extends ConnectorKindContract {
    @Override
    protected ConnectorKind newKind() {
        return new TelegramKind();
    }

    @Override
    protected MapSettings settings(ConnectorKind kind) {
        return MapSettings.of(kind, CONNECTOR).with("secret_token", true).with("bot_token", true);
    }

    @Override
    protected FakeContext context() {
        return super.context()
                .secret("secret_token", "s3cr3t-token")
                .secret("bot_token", "4242:t0ken");
    }

    @Override
    protected List<String> addresses() {
        return List.of("{\"connector\":\"sample\",\"chat_id\":5}");
    }
}
