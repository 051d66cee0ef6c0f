package dev.kheish.host.cli.sidecar.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing secret is shown. */
class SecretsTest {
    private final Secrets secrets = new Secrets();

    @Test
    void hidesEachFormOfASecret() {
        secrets.add("the token", "t0p/secret?");

        assertThat(secrets.hide("a t0p/secret? b t0p%2Fsecret%3F c dDBwL3NlY3JldD8= d"))
                .isEqualTo("a [the token] b [the token] c [the token]= d");
    }

    @Test
    void hidesTheLongestFirst() {
        secrets.add("the beginning", "abcdefg");
        secrets.add("the whole", "abcdefghij");

        assertThat(secrets.hide("abcdefghij abcdefgh")).isEqualTo("[the whole] [the beginning]h");
    }

    @Test
    void findsASecretInAText() {
        secrets.add("the token", "t0psecret");

        assertThat(secrets.in("/events?token=t0psecret")).contains("the token");
        assertThat(secrets.in("/events")).isEmpty();
    }

    @Test
    void leavesOrdinaryWordsAlone() {
        secrets.add("a very short one", "is");

        assertThat(secrets.hide("this is it")).isEqualTo("this is it");
    }
}
