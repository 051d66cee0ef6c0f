package dev.kheish.plugin.slack;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.testkit.ConnectorKindContract;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.MapSettings;

import java.util.List;

final class SlackKindContractTest extends ConnectorKindContract {
    @Override
    protected ConnectorKind newKind() {
        return new SlackKind();
    }

    @Override
    protected MapSettings settings(ConnectorKind kind) {
        return MapSettings.of(kind, CONNECTOR).with("signing_secret", true).with("bot_token", true);
    }

    @Override
    protected FakeContext context() {
        return super.context()
                .secret("signing_secret", "s1gn1ng-s3cr3t")
                .secret("bot_token", "xoxb-t0ken");
    }

    @Override
    protected List<String> addresses() {
        return List.of("{\"connector\":\"sample\",\"channel_id\":\"C1\"}");
    }
}
