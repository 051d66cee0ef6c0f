package dev.kheish.host.secret;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;

class HiddenFormsTest {
    private static final String SECRET = "p4ss/w0rd+of:it";

    @Test
    void hidesWhatProgramsMakeOfASecret() {
        assertThat(hide("it is " + SECRET)).isEqualTo("it is [redacted]");
        assertThat(hide("q=" + URLEncoder.encode(SECRET, UTF_8))).isEqualTo("q=[redacted]");
        assertThat(hide("k " + Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8))))
                .startsWith("k [redacted]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "u", "us", "use", "user", "user:", "\0user\0", "a much longer name:"})
    void hidesItAmidOtherBytesInBase64(String before) {
        for (String after : List.of("", "\0", "ab", "abc", "abcd")) {
            byte[] whole = (before + SECRET + after).getBytes(UTF_8);
            for (Base64.Encoder base64 : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String shown = hide("Authorization: Basic " + base64.encodeToString(whole));

                assertThat(shown).contains("[redacted]");
                String left = shown.replace("Authorization: Basic ", "").replace("[redacted]", "");
                int ofNeighbours = 4 * (before.length() + after.length()) / 3;
                assertThat(left.length()).as(shown).isLessThanOrEqualTo(ofNeighbours + 6);
            }
        }
    }

    @Test
    void hidesEachLineOfAKey() {
        String key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END KEY-----\n";

        assertThat(HiddenForms.remove(HiddenForms.of(List.of(key)), "MIIEvQIBADANBgkqhkiG9w0BAQEF"))
                .isEqualTo("[redacted]");
    }

    @Test
    void leavesOtherTextAlone() {
        String other = "Authorization: Basic dXNlcjpzb21ldGhpbmcgZWxzZQ==";

        assertThat(hide(other)).isEqualTo(other);
    }

    private static String hide(String text) {
        return HiddenForms.remove(HiddenForms.of(List.of(SECRET)), text);
    }
}
