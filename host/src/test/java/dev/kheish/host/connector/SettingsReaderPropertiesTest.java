package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.json.Json;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.SettingSpec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

final class SettingsReaderPropertiesTest {
    private static final List<String> WORDS =
            List.of(
                    "value",
                    "secret_ref",
                    "env",
                    "plugin",
                    "address",
                    "team_id",
                    "bot_token",
                    "command",
                    "args",
                    "credential_slots",
                    "create_if_missing",
                    "persona_id",
                    "capability_scope",
                    "max_age",
                    "timeout",
                    "concurrency",
                    "lamp",
                    "a/b",
                    "V",
                    "30s",
                    "2h",
                    "polling",
                    "http://a",
                    "  ",
                    "x",
                    "é\uD83D\uDE00");

    @Property(tries = 500)
    void readsAnythingWithoutFailing(@ForAll("bodies") ObjectNode body) {
        Reading reading = SettingSemanticsTest.read(Json.object(), body);

        assertThat(reading.errors()).allSatisfy(error -> assertThat(error.message()).isNotBlank());
    }

    @Property(tries = 500)
    void whatWasStoredReadsTheSameAgain(@ForAll("bodies") ObjectNode body) {
        ObjectNode stored = SettingSemanticsTest.read(Json.object(), good(body)).settings();

        Reading again = SettingSemanticsTest.read(Json.object(), stored);

        assertThat(again.errors()).isEmpty();
        assertThat(again.settings()).isEqualTo(stored);
    }

    @Property(tries = 500)
    void sendingBackAViewChangesNothing(@ForAll("bodies") ObjectNode body) {
        ObjectNode stored = SettingSemanticsTest.read(Json.object(), good(body)).settings();
        stored.remove("child"); // its view shows names only
        ObjectNode view = Json.object();
        new SettingsView(true, ReplyHandle::address).write(view, TestKind.SPECS, stored);

        Reading again = SettingSemanticsTest.read(stored, view);

        assertThat(again.errors()).isEmpty();
        assertThat(again.writes()).isEmpty();
        ObjectNode viewAgain = Json.object();
        new SettingsView(true, ReplyHandle::address)
                .write(viewAgain, TestKind.SPECS, again.settings());
        assertThat(viewAgain).isEqualTo(view);
    }

    // Only the members that can be taken.
    private static ObjectNode good(ObjectNode body) {
        ObjectNode good = Json.object();
        body.properties()
                .forEach(
                        member -> {
                            ObjectNode single = Json.object();
                            single.set(member.getKey(), member.getValue());
                            if (SettingSemanticsTest.read(Json.object(), single)
                                    .errors()
                                    .isEmpty()) {
                                good.set(member.getKey(), member.getValue());
                            }
                        });
        return SettingSemanticsTest.read(Json.object(), good).errors().isEmpty()
                ? good
                : Json.object();
    }

    @Provide
    Arbitrary<ObjectNode> bodies() {
        List<String> members =
                Stream.concat(
                                TestKind.SPECS.stream().map(SettingSpec::name),
                                Stream.of("kind", "unknown", ""))
                        .toList();
        return Arbitraries.maps(Arbitraries.of(members), values(3))
                .ofMaxSize(6)
                .map(
                        map -> {
                            ObjectNode body = Json.object();
                            map.forEach(body::set);
                            return body;
                        });
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> leaf =
                Arbitraries.oneOf(
                        Arbitraries.of(WORDS).map(TextNode::valueOf),
                        Arbitraries.strings().ofMaxLength(20).map(TextNode::valueOf),
                        Arbitraries.longs().between(-3, 2000).map(LongNode::valueOf),
                        Arbitraries.of(
                                BooleanNode.TRUE,
                                BooleanNode.FALSE,
                                NullNode.getInstance(),
                                DecimalNode.valueOf(new BigDecimal("1e300")),
                                LongNode.valueOf(Long.MIN_VALUE)));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<JsonNode> inner = values(depth - 1);
        Arbitrary<JsonNode> lists =
                inner.list().ofMaxSize(3).map(list -> Json.array().addAll(list));
        Arbitrary<JsonNode> objects =
                Arbitraries.maps(Arbitraries.of(WORDS), inner)
                        .ofMaxSize(3)
                        .map(
                                map -> {
                                    ObjectNode object = Json.object();
                                    map.forEach(object::set);
                                    return object;
                                });
        return Arbitraries.oneOf(leaf, lists, objects);
    }
}
