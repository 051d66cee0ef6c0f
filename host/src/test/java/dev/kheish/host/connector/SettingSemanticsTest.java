package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.json.Json;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.spi.FieldError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/** What each way of giving a setting does to what is stored. */
final class SettingSemanticsTest {
    // stored | given | stored afterwards
    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                  | {}                                   | {}
                    {"actor_id":"a"}                    | {}                                   | {"actor_id":"a"}
                    {"actor_id":"a"}                    | {"actor_id":null}                    | {}
                    {"actor_id":"a"}                    | {"actor_id":" \\t"}                  | {}
                    {"actor_id":"a"}                    | {"actor_id":" b "}                   | {"actor_id":"b"}
                    {"rate":5}                          | {}                                   | {"rate":5}
                    {"rate":5}                          | {"rate":null}                        | {}
                    {"rate":5}                          | {"rate":7}                           | {"rate":7}
                    {}                                  | {"poll":0}                           | {"poll":1}
                    {}                                  | {"poll":-9}                          | {"poll":1}
                    {"include_self":false}              | {"include_self":null}                | {}
                    {}                                  | {"include_self":false}               | {"include_self":false}
                    {"mode":"polling"}                  | {"mode":null}                        | {}
                    {"mode":"polling"}                  | {"mode":"webhook"}                   | {"mode":"webhook"}
                    {"max_skew":"1m"}                   | {"max_skew":null}                    | {}
                    {"base_url":"http://a"}             | {"base_url":""}                      | {}
                    {}                                  | {"base_url":" https://a/b "}         | {"base_url":"https://a/b"}
                    {"channels":["a"]}                  | {}                                   | {"channels":["a"]}
                    {"channels":["a"]}                  | {"channels":null}                    | {}
                    {"channels":["a"]}                  | {"channels":[]}                      | {}
                    {"channels":["a"]}                  | {"channels":["z"," b","b",""," "]}   | {"channels":["b","z"]}
                    {}                                  | {"hosts":["B","a","B"]}              | {"hosts":["b","a","b"]}
                    {"chat_ids":[1]}                    | {"chat_ids":[3,-2,3]}                | {"chat_ids":[-2,3]}
                    {"labels":{"a":"1"}}                | {"labels":{"b":"2"}}                 | {"labels":{"b":"2"}}
                    {"labels":{"a":"1"}}                | {"labels":{}}                        | {}
                    {"labels":{"a":"1"}}                | {"labels":null}                      | {}
                    {"child":{"command":"a","args":["x"]}} | {"child":{"command":"b"}}         | {"child":{"command":"b"}}
                    {"child":{"command":"a"}}           | {"child":null}                       | {}
                    {}                                  | {"greeting":" b "}                   | {"greeting":" b "}
                    {}                                  | {"child":{"command":" a ","args":["x "," ","","x "]}} | {"child":{"command":"a","args":["x "," ","","x "]}}
                    {"token":{"secret_ref":"s"}}        | {}                                   | {"token":{"secret_ref":"s"}}
                    {"token":{"secret_ref":"s"}}        | {"token":null}                       | {"token":{"secret_ref":"s"}}
                    {"token":{"secret_ref":"s"}}        | {"token":{}}                         | {}
                    {"token":{"secret_ref":"s"}}        | {"token":{"value":" ","env":""}}     | {}
                    {"token":{"secret_ref":"s"}}        | {"token":{"env":"V"}}                | {"token":{"env":"V"}}
                    {"token":{"env":"V"}}               | {"token":{"secret_ref":" s "}}       | {"token":{"secret_ref":"s"}}
                    {}                                  | {"token":{"value":"v"}}              | {"token":{"secret_ref":"connectors.lamp.desk.token"}}
                    {}                                  | {"token":{"value":"v","secret_ref":"s"}} | {"token":{"secret_ref":"s"}}
                    {}                                  | {"token":{"configured":false}}       | {}
                    {}                                  | {"token":{"configured":true,"source":"env","env":"V"}} | {"token":{"env":"V"}}
                    {"team_tokens":[{"team_id":"T1","bot_token":{"env":"V"}}]} | {"team_tokens":[{"team_id":"T2","bot_token":{"value":"v"}}]} | {"team_tokens":[{"team_id":"T2","bot_token":{"secret_ref":"connectors.lamp.desk.team_tokens.T2.bot_token"}}]}
                    {"team_tokens":[{"team_id":"T1","bot_token":{"env":"V"}}]} | {"team_tokens":null} | {}
                    {}                                  | {"extra_targets":[{"plugin":"lamp","address":"a"},{"plugin":"lamp","address":"a"}]} | {"extra_targets":[{"plugin":"lamp","address":"a"}]}
                    {"session_policy":{"create_if_missing":true}} | {"session_policy":null}   | {}
                    {"session_policy":{"create_if_missing":true}} | {"session_policy":{"persona_id":"p"}} | {"session_policy":{"persona_id":"p"}}
                    {}                                  | {"session_policy":{"persona_id":null,"capability_scope":{"a":1}}} | {"session_policy":{"capability_scope":{"a":1}}}
                    {}                                  | {"delivery":{"max_age":"2h","concurrency":4}} | {"delivery":{"max_age":"2h","concurrency":4}}
                    """)
    void merges(String stored, String given, String after) {
        Reading reading = read(stored, given);

        assertThat(reading.errors()).isEmpty();
        assertThat(reading.settings()).isEqualTo(Json.readStored(after));
    }

    // given | the one mistake
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"actr_id":"a"}                     | actr_id is not known; did you mean 'actor_id'?
                    {"quite_other":1}                   | quite_other is not known
                    {"actor_id":5}                      | actor_id must be text
                    {"actor_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} | actor_id must have from 0 to 40 characters
                    {"rate":"5"}                        | rate must be a whole number
                    {"rate":5.5}                        | rate must be a whole number
                    {"rate":0}                          | rate must be from 1 to 1000
                    {"rate":99999999999999999999}       | rate is out of range
                    {"poll":61}                         | poll must be from 1 to 60
                    {"allow_anonymous":"yes"}           | allow_anonymous must be true or false
                    {"max_skew":"soon"}                 | max_skew must be a span of time such as 500ms, 30s, 5m, 24h or 30d
                    {"max_skew":"2h"}                   | max_skew must be from 1000 to 3600000 milliseconds
                    {"mode":"pull"}                     | mode must be one of webhook, polling
                    {"base_url":"ftp://a"}              | base_url must start with http:// or https://
                    {"base_url":"http://u:p@a"}         | base_url must not hold user information
                    {"base_url":"http:///x"}            | base_url must name a host
                    {"base_url":"not a url"}            | base_url is not a URL
                    {"channels":"a"}                    | channels must be a list
                    {"channels":["a",1]}                | channels[1] must be text
                    {"chat_ids":[1,"2"]}                | chat_ids[1] must be a whole number
                    {"labels":{"a":1}}                  | labels.a must be text
                    {"labels":[]}                       | labels must be an object
                    {"child":{}}                        | child.command is required
                    {"child":{"command":"a","env_keys":["A"]}} | child.env_keys appears in views only; give 'env'
                    {"child":{"command":"a","credential_slots":{"1A":"s"}}} | child.credential_slots.1A must be named like an environment variable
                    {"token":"v"}                       | token must be an object with value, secret_ref or env
                    {"token":{"env":"V","value":"v"}}   | token env cannot be combined with value or secret_ref
                    {"token":{"env":"V","secret_ref":"s"}} | token env cannot be combined with value or secret_ref
                    {"token":{"env":"KHEISH_ADMIN"}}    | token.env KHEISH_ADMIN belongs to the host itself; use another variable
                    {"token":{"vallue":"v"}}            | token.vallue is not known; did you mean 'value'?
                    {"token":{"value":5}}               | token.value must be text
                    {"token":{"secret_ref":"a b"}}      | token.secret_ref must be the name of a secret slot: 1 to 255 letters, digits, dots, dashes, underscores and colons, the first a letter or digit
                    {"token":{"configured":true}}       | token says that it is configured, but not with what: give secret_ref or env
                    {"team_tokens":[{"bot_token":{"env":"V"}}]} | team_tokens[0].team_id is required
                    {"team_tokens":[{"team_id":"T1"}]}  | team_tokens.T1.bot_token is required
                    {"team_tokens":[{"team_id":"T 1","bot_token":{"value":"v"}}]} | team_tokens.T 1.bot_token.secret_ref is needed, because 'connectors.lamp.desk.team_tokens.T 1.bot_token' cannot name a slot
                    {"team_tokens":[{"team_id":"T1","bot_token":{"env":"V"}},{"team_id":"T1","bot_token":{"env":"V"}}]} | team_tokens[1].team_id 'T1' appears twice
                    {"extra_targets":[{"plugin":"lamp"}]} | extra_targets[0].address is required as text
                    {"extra_targets":["lamp"]}          | extra_targets[0] must be an object with plugin and address
                    {"extra_targets":[{"plugin":"lamp","address":"a","adress":"b"}]} | extra_targets[0].adress is not known; did you mean 'address'?
                    {"session_policy":{"create":true}}  | session_policy.create is not known; did you mean 'create_if_missing'?
                    {"session_policy":{"persona":"x"}}  | session_policy.persona is not known; did you mean 'persona_id'?
                    {"session_policy":{"credential_scope":[]}} | session_policy.credential_scope must be an object
                    {"delivery":{"max_attempts":0}}     | delivery.max_attempts must be from 1 to 10000
                    {"delivery":{"timeout":"1d"}}       | delivery.timeout must be from 1000 to 600000 milliseconds
                    """)
    void refuses(String given, String mistake) {
        Reading reading = read("{}", given);

        assertThat(
                        reading.errors().stream()
                                .map(error -> error.field() + " " + error.message())
                                .distinct())
                .contains(mistake);
        assertThat(reading.errors().stream().map(FieldError::field)).allMatch(mistake::startsWith);
    }

    @Test
    void namesAllMistakesAtOnce() {
        Reading reading = read("{}", "{\"rate\":0,\"actor_id\":1,\"nope\":2}");

        assertThat(reading.errors().stream().map(FieldError::field))
                .containsExactlyInAnyOrder("rate", "actor_id", "nope");
    }

    @Test
    void refusesTwoValuesForOneSlot() {
        Reading reading =
                read(
                        "{}",
                        "{\"token\":{\"value\":\"one\",\"secret_ref\":\"s\"},"
                                + "\"signing_secret\":{\"value\":\"two\",\"secret_ref\":\"s\"}}");

        assertThat(Mistakes.text(reading.errors()))
                .isEqualTo("signing_secret gives the slot s another value than token does")
                .doesNotContain("one\"")
                .doesNotContain("two");
    }

    @Test
    void keepsSecretValuesOutOfWhatIsStoredAndPrinted() {
        Reading reading = read("{}", "{\"token\":{\"value\":\"sentinel\"}}");

        assertThat(reading.toString()).doesNotContain("sentinel");
        assertThat(reading.writes().getFirst().value()).isEqualTo("sentinel");
    }

    @Test
    void theFileMustNotHoldSecretValues() {
        Reading reading =
                SettingsReader.read(
                        TestKind.SPECS,
                        Json.object(),
                        (ObjectNode) Json.readStored("{\"token\":{\"value\":\"sentinel\"}}"),
                        InputMode.FILE,
                        Rig.lamp("desk"),
                        environment());

        assertThat(Mistakes.text(reading.errors()))
                .isEqualTo("token.value does not belong into the file; use env or secret_ref");
        assertThat(reading.writes()).isEmpty();
    }

    static Reading read(String stored, String given) {
        return read(Json.readStored(stored), Json.readStored(given));
    }

    static Reading read(JsonNode stored, JsonNode given) {
        return SettingsReader.read(
                TestKind.SPECS,
                (ObjectNode) stored,
                (ObjectNode) given,
                InputMode.PUT,
                Rig.lamp("desk"),
                environment());
    }

    static EnvironmentSecrets environment() {
        return new EnvironmentSecrets(Map.of("V", "v"), List.of("*"));
    }
}
