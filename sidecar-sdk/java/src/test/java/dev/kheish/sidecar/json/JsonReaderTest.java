package dev.kheish.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class JsonReaderTest {
    @Test
    void readsEveryKindOfValue() {
        assertThat(JsonReader.read(" {\"a\" : [1, -2.50, true, false, null, \"x\", {}, []]}\n"))
                .isEqualTo(
                        Map.of(
                                "a",
                                Arrays.asList(
                                        1L,
                                        new BigDecimal("-2.50"),
                                        true,
                                        false,
                                        null,
                                        "x",
                                        Map.of(),
                                        List.of())));
    }

    @Test
    void readsEscapesAndPairsOfHalves() {
        assertThat(JsonReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00 é 😀\""))
                .isEqualTo("\"\\/\b\f\n\r\té😀 é 😀");
    }

    @Test
    void keepsWholeNumbersWholeAndBigOnesExact() {
        assertThat(JsonReader.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonReader.read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(JsonReader.read("9223372036854775808"))
                .isEqualTo(new BigDecimal("9223372036854775808"));
        assertThat(JsonReader.read("1e3")).isEqualTo(new BigDecimal("1E+3"));
        assertThat(JsonReader.read("-0")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "tru",
                "True",
                "nul",
                "NaN",
                "Infinity",
                "'a'",
                "a",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x10",
                "--1",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{",
                "}",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{,}",
                "{1:2}",
                "\"",
                "\"a",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\u0041\"",
                "\"a\tb\"",
                "\"a\nb\"",
                "1 1",
                "{} x",
                "// c\n1",
                "/*c*/1",
                "\ufeff1",
                "\u00a01",
                "1e9999999999",
                "٣",
                "\"\\u٣٣٣٣\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void refusesAMemberThatIsThereAlreadyHoweverItIsWritten() {
        assertThatThrownBy(() -> JsonReader.read("{\"a\":1,\"\\u0061\":2}"))
                .isInstanceOf(MalformedJson.class)
                .hasMessage("a member that is there already, at character 8");
    }

    @Test
    void refusesMoreLevelsThanItMayCallItself() {
        int most = JsonReader.MAX_DEPTH;

        assertThat(JsonReader.read("[".repeat(most) + "]".repeat(most))).isInstanceOf(List.class);
        assertThatThrownBy(() -> JsonReader.read("[".repeat(most + 1) + "]".repeat(most + 1)))
                .hasMessageStartingWith("more than 100 levels");
        assertThatThrownBy(() -> JsonReader.read("[".repeat(1_000_000)))
                .isInstanceOf(MalformedJson.class);
    }

    @Test
    void refusesNumbersThatWouldTakeLongToConvert() {
        assertThatThrownBy(() -> JsonReader.read("1".repeat(1_000_000)))
                .hasMessageStartingWith("a number of more than 400 characters");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin = "\"é\"".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> JsonReader.read(latin)).hasMessage("bytes that are not UTF-8");
    }

    @Test
    void saysWhereAndQuotesNothing() {
        assertThatThrownBy(() -> JsonReader.read("{\"password\": hunter2}"))
                .hasMessage("no value begins like this, at character 14");
    }

    @Test
    void whatItReadCannotBeChanged() {
        var list = (List<?>) JsonReader.read("[1]");
        var map = (Map<?, ?>) JsonReader.read("{\"a\":1}");

        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void writesWhatJsonCannotSayAsNothingElse() {
        assertThat(JsonWriter.write("a\ud83dz\udc00\u0001\n\"\\"))
                .isEqualTo("\"a\ufffdz\ufffd\\u0001\\n\\\"\\\\\"");
        assertThatThrownBy(() -> JsonWriter.write(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonWriter.write(new Object()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonWriter.write(Map.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
