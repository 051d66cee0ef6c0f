package dev.kheish.host.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class StrictJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":1,"a":2}          | Duplicate
                    {"a":                  | not well-formed
                    {"a":1} x              | not well-formed
                    {"a":1}{}              | more after
                    {"a":"\\ud800"}         | surrogate
                    {"\\udc00":1}           | surrogate
                    {"a":1e999999999}      | out of range
                    [[[[[[1]]]]]]          | deeper than 5
                    {'a':1}                | not well-formed
                    NaN                    | not well-formed
                    01                     | not well-formed
                    """)
    void refusesWhatIsNotStrictlyJson(String text, String reason) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> StrictJson.values(bytes, 5))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> StrictJson.tree(bytes, 5))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesNumbersWithMoreDigitsThanAnybodyNeeds() {
        byte[] bytes = ("[" + "9".repeat(100_000) + "]").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> StrictJson.values(bytes, 5))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("not well-formed");
        assertThatThrownBy(() -> StrictJson.tree(bytes, 5))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] torn = {'"', (byte) 0xc3, '"'};
        byte[] surrogate = {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};

        assertThatThrownBy(() -> StrictJson.tree(torn, 5)).hasMessage("The body is not UTF-8.");
        assertThatThrownBy(() -> StrictJson.tree(surrogate, 5))
                .hasMessage("The body is not UTF-8.");
    }

    @Test
    void takesTheCharacterThatStandsForUnreadableBytesFromWhoeverMeansIt()
            throws MalformedJsonException {
        byte[] meant = "\"\uFFFD\"".getBytes(StandardCharsets.UTF_8);

        assertThat(StrictJson.tree(meant, 5).textValue()).isEqualTo("\uFFFD");
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> StrictJson.tree(new byte[0], 5)).hasMessageContaining("empty");
    }

    @Test
    void readsBothModelsAlike() throws MalformedJsonException {
        byte[] bytes =
                """
                {"s":"é\\ud83d\\ude00\\n","n":[1,-2,12345678901234567890,1.50,1e3],"b":[true,false,null],"o":{}}"""
                        .getBytes(StandardCharsets.UTF_8);

        JsonValue value = StrictJson.values(bytes, 5);
        JsonNode node = StrictJson.tree(bytes, 5);

        assertThat(JakartaNodes.toNode(value)).isEqualTo(node);
        assertThat(CanonicalJson.write(JakartaNodes.toValue(node)))
                .isEqualTo(CanonicalJson.write(value));
    }

    @Property
    void neverFailsOtherwiseThanAsDeclared(@ForAll byte[] bytes) {
        try {
            StrictJson.values(bytes, 16);
        } catch (MalformedJsonException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
