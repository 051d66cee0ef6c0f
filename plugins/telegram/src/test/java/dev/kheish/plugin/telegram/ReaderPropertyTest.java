package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressReply;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whatever comes as an update: an orderly answer, only whole events, and no poller that hangs. */
final class ReaderPropertyTest {
    @Property
    void anyBodyGetsAnOrderlyAnswer(@ForAll long seed) {
        TestConnector connector = TestConnector.usual();

        IngressReply reply = connector.post(new RandomUpdates(seed).update(7).toString());

        assertThat(reply.status()).isIn(200, 400);
        if (reply.status() == 400) {
            assertThat(reply.detail()).isNotBlank();
            assertThat(connector.context.events()).isEmpty();
        }
        connector.context.events().forEach(ReaderPropertyTest::checkWhole);
    }

    @Property(tries = 200)
    void everyPolledUpdateIsTakenOrRecordedAndTheCursorPassesIt(@ForAll long seed) {
        TestConnector connector = TestConnector.polling();
        RandomUpdates random = new RandomUpdates(seed);
        List<JsonValue> updates = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            updates.add(random.update(100 + i));
        }
        connector.api.nextOk(
                "getUpdates",
                updates.stream()
                        .map(JsonValue::toString)
                        .collect(Collectors.joining(",", "[", "]")));

        connector.poll();

        long last =
                updates.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonValue::asJsonObject)
                        .filter(update -> update.containsKey("update_id"))
                        .mapToLong(update -> update.getJsonNumber("update_id").longValue())
                        .max()
                        .orElse(-1);
        assertThat(
                        connector
                                .api
                                .calls("getUpdates")
                                .getLast()
                                .json()
                                .getJsonNumber("offset")
                                .longValue())
                .isEqualTo(last + 1);
        connector.context.events().forEach(ReaderPropertyTest::checkWhole);
    }

    @Property
    void webhookAndPollMakeTheSameEvent(@ForAll long seed) {
        String update = new RandomUpdates(seed).update(7).toString();
        TestConnector webhook = TestConnector.usual();
        TestConnector polling = TestConnector.polling();
        polling.api.nextOk("getUpdates", "[" + update + "]");

        webhook.post(update);
        polling.poll();

        assertThat(keys(polling)).isEqualTo(keys(webhook));
    }

    private static List<String> keys(TestConnector connector) {
        return connector.context.events().stream()
                .map(event -> event.key().orElseThrow() + event.fingerprint() + event.metadata())
                .toList();
    }

    private static void checkWhole(InboundEvent event) {
        assertThat(event.key().orElseThrow()).startsWith("telegram:bot:");
        assertThat(event.conversationKey()).isEqualTo(event.naturalSessionId());
        assertThat(event.files().size()).isLessThanOrEqualTo(8);
        assertThat(event.items().size() + event.files().size()).isPositive();
        assertThat(event.targets()).hasSize(1);
        assertThat(event.metadata().asJsonObject().getString("connector_ingress_key"))
                .isEqualTo(event.key().orElseThrow());
        event.files()
                .forEach(
                        file -> {
                            assertThat(file.name()).hasSizeBetween(1, 255);
                            assertThat(file.locator().toString()).hasSizeLessThan(4096);
                        });
    }
}
