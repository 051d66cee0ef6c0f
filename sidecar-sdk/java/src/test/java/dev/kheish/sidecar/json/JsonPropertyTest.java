package dev.kheish.sidecar.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

final class JsonPropertyTest {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadAgain(@ForAll("values") Object value) {
        String text = JsonWriter.write(value);

        assertThat(JsonReader.read(text)).isEqualTo(value);
        assertThat(JsonReader.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsCutAnywhereIsNoOtherValue(@ForAll("objects") Object value, @ForAll int place) {
        String text = JsonWriter.write(value);
        String cut = text.substring(0, Math.floorMod(place, text.length()));

        assertThat(readable(cut)).isFalse();
    }

    @Property(tries = 1000)
    void anyTextIsReadOrRefusedAndNothingElse(@ForAll String text) {
        readable(text);
        readable("\"" + text);
        readable("{\"a\":" + text + "}");
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefusedAndNothingElse(@ForAll byte[] bytes) {
        try {
            JsonReader.read(bytes);
        } catch (MalformedJson e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static boolean readable(String text) {
        try {
            JsonReader.read(text);
            return true;
        } catch (MalformedJson e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.recursive(this::leaves, JsonPropertyTest::around, 0, 3);
    }

    @Provide
    Arbitrary<Object> objects() {
        return Arbitraries.maps(texts(), values()).ofMaxSize(3).asGeneric();
    }

    private static Arbitrary<Object> around(Arbitrary<Object> inner) {
        return Arbitraries.oneOf(
                inner.list().ofMaxSize(3).asGeneric(),
                Arbitraries.maps(texts(), inner).ofMaxSize(3).asGeneric());
    }

    private Arbitrary<Object> leaves() {
        return Arbitraries.oneOf(
                texts().asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.bigDecimals()
                        .ofScale(3)
                        .filter(JsonPropertyTest::hasFraction)
                        .asGeneric());
    }

    /** Whole ones come back as longs, which is another test's matter. */
    private static boolean hasFraction(BigDecimal number) {
        return number.scale() > 0;
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)));
    }
}
