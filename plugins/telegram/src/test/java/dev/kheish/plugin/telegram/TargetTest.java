package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.Json;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** Reply routes. */
final class TargetTest {
    private final TestConnector connector = TestConnector.usual();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"connector\":\"bot\",\"chat_id\":-1001234,\"message_thread_id\":7,\"reply_to_message_id\":42}|-1001234:7",
                "{\"connector\":\"bot\",\"chat_id\":5}|5",
                "{\"connector\":\"bot\",\"chat_id\":9223372036854775807}|9223372036854775807"
            })
    @DisplayName("route: connector, chat_id, message_thread_id, reply_to_message_id")
    void normalForm(String address, String lane) {
        Target target = connector.target(address);

        assertThat(target.address()).isEqualTo(address);
        assertThat(target.connector()).contains("bot");
        assertThat(target.lane()).contains(lane);
        assertThat(target.display()).matches("telegram:bot:chat_sha256:[0-9a-f]{16}");
    }

    @Test
    @DisplayName("route: order, nulls, white space and other members make no difference")
    void sameRoute() {
        assertThat(
                        connector
                                .target(
                                        " {\"x\":1,\"chat_id\":5,\"message_thread_id\":null,\"connector\":\" bot \"}")
                                .address())
                .isEqualTo("{\"connector\":\"bot\",\"chat_id\":5}");
    }

    @Test
    @DisplayName("route: structured")
    void structured() throws TargetException {
        assertThat(
                        connector
                                .kind
                                .target(
                                        Json.createObjectBuilder()
                                                .add("type", "telegram")
                                                .add("connector", "bot")
                                                .add("chat_id", 5)
                                                .build(),
                                        Origin.CLIENT)
                                .address())
                .isEqualTo("{\"connector\":\"bot\",\"chat_id\":5}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "[]",
                "{",
                "{}",
                "{\"connector\":\"bot\"}",
                "{\"chat_id\":5}",
                "{\"connector\":\" \",\"chat_id\":5}",
                "{\"connector\":7,\"chat_id\":5}",
                "{\"connector\":\"bot\",\"chat_id\":\"@channel\"}",
                "{\"connector\":\"bot\",\"chat_id\":\"5\"}",
                "{\"connector\":\"bot\",\"chat_id\":5.5}",
                "{\"connector\":\"bot\",\"chat_id\":99999999999999999999}",
                "{\"connector\":\"bot\",\"chat_id\":5,\"message_thread_id\":\"7\"}",
                "{\"connector\":\"bot\",\"chat_id\":5,\"chat_id\":6}"
            })
    @DisplayName("route: numeric ids only; what is missing or wrong is named")
    void unusable(String address) {
        assertThatThrownBy(() -> connector.kind.target(address, Origin.OPERATOR))
                .isInstanceOf(TargetException.class)
                .hasMessageMatching("(?s).*('chat_id'|'connector'|'message_thread_id'|JSON).*");
    }

    @Test
    @DisplayName("route: 8 KiB at most")
    void tooLong() {
        assertThatThrownBy(
                        () ->
                                connector.kind.target(
                                        "{\"connector\":\"bot\",\"chat_id\":5,\"x\":\"%s\"}"
                                                .formatted("x".repeat(8192)),
                                        Origin.OPERATOR))
                .isInstanceOf(TargetException.class);
    }

    @Test
    @DisplayName("check: chat allowed, token configured")
    void check() {
        connector.set("allowed_chat_ids", List.of(5L));

        assertThat(connector.open().check(connector.target(TestConnector.address(5)))).isEmpty();
        assertThat(connector.open().check(connector.target(TestConnector.address(6))))
                .hasValueSatisfying(why -> assertThat(why).contains("allowed_chat_ids"));
        TestConnector bare = TestConnector.bare();
        assertThat(bare.open().check(bare.target(TestConnector.address(5))))
                .hasValueSatisfying(why -> assertThat(why).contains("bot_token"));
    }
}
