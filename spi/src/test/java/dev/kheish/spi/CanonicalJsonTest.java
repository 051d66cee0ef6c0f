package dev.kheish.spi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.StringReader;

final class CanonicalJsonTest {
    @Test
    void digestsEqualValuesToThePublishedFingerprint() {
        JsonValue payload =
                read(
                        "{\"idempotency_key\": \"k-1\", \"content\": \"ping\", \"actor_id\": null,"
                                + "\"attachments\": [], \"binding_keys\": [], \"input_items\": [],"
                                + "\"metadata\": null, \"reply_address\": null,"
                                + "\"reply_plugin\": null, \"reply_targets\": [],"
                                + "\"session_id\": null}");

        assertThat(CanonicalJson.write(payload))
                .isEqualTo(
                        "{\"actor_id\":null,\"attachments\":[],\"binding_keys\":[],"
                                + "\"content\":\"ping\",\"idempotency_key\":\"k-1\","
                                + "\"input_items\":[],\"metadata\":null,\"reply_address\":null,"
                                + "\"reply_plugin\":null,\"reply_targets\":[],"
                                + "\"session_id\":null}");
        assertThat(CanonicalJson.sha256(payload))
                .isEqualTo("8327b7889b7e10fbcbcd85d1a72413f762645ae609631299121dd2f023ed0f81");
    }

    @Test
    void digestsText() {
        assertThat(CanonicalJson.sha256("k-1"))
                .isEqualTo("7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"b\":{\"d\":1,\"c\":2},\"a\":[{\"y\":1,\"x\":2}]}"
                        + "|{\"a\":[{\"x\":2,\"y\":1}],\"b\":{\"c\":2,\"d\":1}}",
                "{\"ab\":1,\"a\":2,\"B\":3}|{\"B\":3,\"a\":2,\"ab\":1}",
                "[true,false,null,1,-2.5,\"\"]|[true,false,null,1,-2.5,\"\"]",
                "\"\\/é\\u00e9\\u007f\"|\"/éé\u007f\"",
                "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\"|\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\""
            })
    void sortsMembersAndEscapesOnlyWhatMustBe(String written, String canonical) {
        assertThat(CanonicalJson.write(read(written))).isEqualTo(canonical);
    }

    @Test
    void sortsByBytesOfUtf8AndNotByUnitsOfUtf16() {
        JsonValue object = read("{\"\\ud83d\\ude00\":1,\"\\uff5e\":2,\"z\":3}");

        assertThat(CanonicalJson.write(object))
                .isEqualTo("{\"z\":3,\"\uff5e\":2,\"\ud83d\ude00\":1}");
    }

    private static JsonValue read(String json) {
        return Json.createReader(new StringReader(json)).readValue();
    }
}
