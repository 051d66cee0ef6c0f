package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;
import dev.kheish.testkit.FakeKindContext;

import jakarta.json.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.StringReader;

final class TargetTest {
    private static final String WHOLE =
            "{\"connector\":\"support\",\"enterprise_id\":\"E1\",\"team_id\":\"T1\","
                    + "\"channel_id\":\"C1\",\"thread_ts\":\"1.1\"}";

    private final SlackKind kind = new SlackKind();

    @BeforeEach
    void start() {
        kind.start(new FakeKindContext());
    }

    @Test
    void readsAnAddressWithAllItsMembers() throws Exception {
        Target target = kind.target(WHOLE, Origin.CLIENT);

        assertThat(target.address()).isEqualTo(WHOLE);
        assertThat(target.connector()).contains("support");
        assertThat(target.lane()).contains("enterprise:E1:team:T1:C1:1.1");
        assertThat(target.origin()).isEqualTo(Origin.CLIENT);
        assertThat(target.display()).isEqualTo("slack:support:channel_sha256:ab861dc170dc2e43");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"channel_id\": \" C1 \", \"connector\":\"support\"}",
                "{\"connector\":\"support\",\"channel_id\":\"C1\",\"thread_ts\":null,\"team_id\":\" \"}",
                "{\"connector\":\"support\",\"channel_id\":\"C1\",\"something\":{\"else\":[1]}}"
            })
    void equalTargetsHaveEqualAddresses(String address) throws Exception {
        Target target = kind.target(address, Origin.OPERATOR);

        assertThat(target.address()).isEqualTo("{\"connector\":\"support\",\"channel_id\":\"C1\"}");
        assertThat(target.lane()).contains("workspace:C1");
    }

    @Test
    void readsStructuredTargets() throws Exception {
        var object =
                Json.createReader(new StringReader(WHOLE.replace("{", "{\"type\":\"slack\",")))
                        .readObject();

        assertThat(kind.target(object, Origin.OPERATOR).address()).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"channel_id\":\"C1\"}|is missing in the target",
                "{\"connector\":\"support\"}|is missing in the target",
                "{\"connector\":\"support\",\"channel_id\":\" \"}|is missing in the target",
                "{\"connector\":7,\"channel_id\":\"C1\"}|of the target must be a string",
                "#general|no usable JSON",
                "[]|must be a JSON object",
                "{\"connector\":\"a\",\"connector\":\"b\",\"channel_id\":\"C1\"}|no usable JSON"
            })
    void refusesWhatLeadsNowhere(String address, String why) {
        assertThatThrownBy(() -> kind.target(address, Origin.CLIENT))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesWhatIsTooLong() {
        String member = "{\"connector\":\"support\",\"channel_id\":\"%s\"}";

        assertThatThrownBy(() -> kind.target(member.formatted("C".repeat(513)), Origin.CLIENT))
                .hasMessageContaining("512 bytes");
        assertThatThrownBy(() -> kind.target(member.formatted("C".repeat(8192)), Origin.CLIENT))
                .hasMessageContaining("8192 bytes");
    }
}
