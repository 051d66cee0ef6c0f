package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may hold, and what is said about one that holds something else. */
final class PayloadTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"contents\":\"x\"}|'contents' is no known member. Did you mean 'content'?",
                "{\"idempotencyKey\":\"x\"}|Did you mean 'idempotency_key'?",
                "{\"colour\":1}|'colour' is no known member.",
                "{\"content\":5}|'content' must be a string, but is a number.",
                "{\"session_id\":[]}|'session_id' must be a string, but is a list.",
                "{\"binding_keys\":\"k\"}|'binding_keys' must be a list, but is a string.",
                "{\"binding_keys\":[1]}|'binding_keys[0]' must be a string, but is a number.",
                "{\"binding_keys\":[\" \"]}|'binding_keys[0]' is blank",
                "{\"attachments\":{}}|'attachments' must be a list, but is an object.",
                "{\"input_items\":[\"x\"]}|'input_items[0]' must be a JSON object",
                "{\"input_items\":[{}]}|'input_items[0].type' is missing",
                "{\"input_items\":[{\"type\":\"image\"}]}|'input_items[0].type' must be text,",
                "{\"input_items\":[{\"type\":\"text\"}]}|'input_items[0].text' is missing",
                "{\"input_items\":[{\"type\":\"text\",\"text\":\"x\",\"txt\":1}]}|Did you mean"
                        + " 'input_items[0].text'?",
                "{\"attachments\":[{\"type\":\"text\",\"text\":\"x\"}]}|'attachments[0]' is a text",
                "{\"attachments\":[{\"type\":\"asset_reference\",\"asset_id\":\" \"}]}|asset_id",
                "{\"content\":\"x\",\"input_items\":[{\"type\":\"text\",\"text\":\"y\"}]}|together",
                "{\"reply_plugin\":\"http\"}|'reply_address' is missing or blank",
                "{\"reply_address\":\"https://example.com\"}|'reply_plugin' is missing or blank",
                "{\"reply_targets\":[{\"type\":\"http\"}]}|'reply_targets[0].type' is no known",
                "{\"reply_targets\":[{\"plugin\":\"http\"}]}|'reply_targets[0].address' is missing",
                "{\"idempotency_key\":7}|'idempotency_key' must be a string"
            })
    void namesTheMemberThatIsWrong(String body, String detail) {
        IngressReply reply = TestConnector.withToken().keyless().post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("bad_request");
        assertThat(reply.detail()).contains(detail);
    }

    @Test
    void refusesBoardReferencesWithACodeOfTheirOwn() {
        IngressReply reply =
                TestConnector.withToken()
                        .keyless()
                        .post(
                                "{\"input_items\":[{\"type\":\"board_reference\",\"board_id\":\"b\"}]}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("unsupported_item");
    }

    @Test
    void takesNullForAbsent() {
        IngressReply reply =
                TestConnector.withToken()
                        .keyless()
                        .post(
                                "{\"session_id\":null,\"binding_keys\":null,\"actor_id\":null,"
                                        + "\"content\":\"x\",\"input_items\":null,"
                                        + "\"attachments\":null,\"metadata\":null,"
                                        + "\"reply_targets\":null,\"reply_plugin\":null,"
                                        + "\"reply_address\":null,\"idempotency_key\":null}");

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"YQ", "YR==", "YQ=", "Y Q==", "YQ==\\n", "YQ==YQ==", "-_8=", "é", ""})
    void takesOnlyStrictBase64(String base64) {
        IngressReply reply = TestConnector.withToken().keyless().post(inline("a.txt", base64));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("attachments[0].content_base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"YQ==", "YWI=", "YWJj", "+/+/", "YWJjZA=="})
    void takesStandardBase64OfAnyLength(String base64) {
        IngressReply reply = TestConnector.withToken().keyless().post(inline("a.txt", base64));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void refusesAFileWithoutAName() {
        IngressReply reply = TestConnector.withToken().keyless().post(inline("  ", "YQ=="));

        assertThat(reply.detail()).contains("'attachments[0].file_name' is missing or blank");
    }

    @ParameterizedTest
    @CsvSource({"session_id, 512", "actor_id, 512", "idempotency_key, 512"})
    void boundsIdsByTheirBytes(String member, int limit) {
        String fits = "{\"content\":\"x\",\"%s\":\"%s\"}".formatted(member, "é".repeat(limit / 2));
        String tooLong =
                "{\"content\":\"x\",\"%s\":\"%sa\"}".formatted(member, "é".repeat(limit / 2));

        TestConnector connector = TestConnector.withToken().keyless();

        assertThat(connector.post(fits).status()).isEqualTo(200);
        assertThat(connector.post(tooLong).status()).isEqualTo(400);
        assertThat(connector.post(tooLong).detail()).contains("'" + member + "'");
    }

    @Test
    void boundsBindingKeysInNumberAndLength() {
        TestConnector connector = TestConnector.withToken().keyless();

        assertThat(connector.post(withKeys("\"" + "k".repeat(1024) + "\"")).status())
                .isEqualTo(200);
        assertThat(connector.post(withKeys("\"" + "k".repeat(1025) + "\"")).status())
                .isEqualTo(400);
        assertThat(connector.post(withKeys("\"k\"" + ",\"k\"".repeat(63))).status()).isEqualTo(200);
        assertThat(connector.post(withKeys("\"k\"" + ",\"k\"".repeat(64))).status()).isEqualTo(400);
    }

    @Test
    void boundsItemsInNumber() {
        String item = "{\"type\":\"text\",\"text\":\"x\"}";
        TestConnector connector = TestConnector.withToken().keyless();

        assertThat(connector.post(withItems(item + ("," + item).repeat(63))).status())
                .isEqualTo(200);
        assertThat(connector.post(withItems(item + ("," + item).repeat(64))).status())
                .isEqualTo(400);
    }

    @Test
    void boundsMetadataInSizeAndDepth() {
        TestConnector connector = TestConnector.withToken().keyless();

        assertThat(connector.post(withMetadata("[".repeat(32) + "]".repeat(32))).status())
                .isEqualTo(200);
        assertThat(connector.post(withMetadata("[".repeat(33) + "]".repeat(33))).detail())
                .contains("'metadata' is nested deeper than 32 levels");
        assertThat(connector.post(withMetadata("\"" + "m".repeat(262_142) + "\"")).status())
                .isEqualTo(200);
        assertThat(connector.post(withMetadata("\"" + "m".repeat(262_143) + "\"")).detail())
                .contains("'metadata' is larger than 262144 bytes");
    }

    @Test
    void boundsReplyAddresses() {
        String body =
                "{\"content\":\"x\",\"reply_plugin\":\"http\",\"reply_address\":\"https://e.com/%s\"}"
                        .formatted("p".repeat(8192));
        TestConnector connector =
                TestConnector.withToken().keyless().set("allow_payload_reply_targets", true);

        assertThat(connector.post(body).detail()).contains("'reply_address' is longer than 8192");
    }

    private static String inline(String name, String base64) {
        return "{\"attachments\":[{\"type\":\"inline_asset\",\"file_name\":\"%s\",".formatted(name)
                + "\"content_base64\":\"%s\"}]}".formatted(base64);
    }

    private static String withKeys(String keys) {
        return "{\"content\":\"x\",\"binding_keys\":[" + keys + "]}";
    }

    private static String withItems(String items) {
        return "{\"input_items\":[" + items + "]}";
    }

    private static String withMetadata(String metadata) {
        return "{\"content\":\"x\",\"metadata\":" + metadata + "}";
    }
}
