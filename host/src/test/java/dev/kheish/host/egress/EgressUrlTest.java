package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EgressUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1./",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0X7F000001/",
                "http://017700000001/",
                "http://127.1/",
                "http://127.0.1/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://0x7f.0.0.0x1/",
                "http://00000000000000000000000000177.0x0000000000.0.1/",
                "http://%31%32%37.0.0.1/",
                "http://127%2e0%2e0%2e1/",
                "http://１２７.０.０.１/",
                "http://127。0。0。1/",
                "http://127．0｡0。1/",
                "http://①②⑦.0.0.①/",
                "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
                "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/",
                "http://0x7\u00ADf.1/",
                "http:127.0.0.1",
                "http:/127.0.0.1",
                "http:\\\\127.0.0.1",
                "http:////127.0.0.1//",
                "  \u0000http://127.0.0.1 \n",
                "ht\ntp://127.0\t.0.1/",
                "HTTP://127.0.0.1:80/",
                "http://127.0.0.1:/",
                "http://127.0.0.1:00080/",
                "http://127.0.0.1#x",
                "http://127.0.0.1\\@8.8.8.8/",
            })
    void readsEverySpellingOfLoopback(String url) throws EgressException {
        EgressUrl parsed = EgressUrl.parse(url);

        assertThat(parsed.origin()).hasToString("http://127.0.0.1:80");
        assertThat(parsed.host().address()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "http://[::1]/, http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/, http://[::1]/",
        "http://[::ffff:127.0.0.1]/, http://[::ffff:7f00:1]/",
        "http://[::FFFF:7F00:1]/, http://[::ffff:7f00:1]/",
        "http://[2606:4700:0:0:0:0:0:0]:8080/, http://[2606:4700::]:8080/",
        "http://[1:0:0:2:0:0:0:3]/, http://[1:0:0:2::3]/",
        "http://[1:0:2:3:4:5:6:7]/, http://[1:0:2:3:4:5:6:7]/",
        "http://[::]/, http://[::]/",
        "https://Example.COM, https://example.com/",
        "https://example.com:443/a, https://example.com/a",
        "http://example.com:443/a, http://example.com:443/a",
        "https://example.com./a, https://example.com./a",
        "https://bücher.example/, https://xn--bcher-kva.example/",
        "https://BÜCHER.example/, https://xn--bcher-kva.example/",
        "https://ΟΔΟΣ.example/, https://xn--pxavbq.example/",
        "https://a_b.example/, https://a_b.example/",
        "https://example.com?q=1, https://example.com/?q=1",
        "https://example.com/a/../b?x=%41&y#frag, https://example.com/a/../b?x=%41&y",
        "https://example.com\\a\\b?c\\d, https://example.com/a/b?c\\d",
        "https://example.com/é b?ü=<>, https://example.com/%C3%A9%20b?%C3%BC=%3C%3E",
        "https://example.com/hook?next=http://user@10.0.0.1/, https://example.com/hook?next=http://user@10.0.0.1/",
    })
    void normalises(String url, String expected) throws EgressException {
        String normal = EgressUrl.parse(url).toString();

        assertThat(normal).isEqualTo(expected);
        assertThat(EgressUrl.parse(normal)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "//example.com",
                "ftp://example.com/",
                "file:///etc/passwd",
                "httpx://example.com/",
                "javascript:alert(1)",
                "http://",
                "http:///",
                "http://?q",
                "http://:80/",
                "http://user@example.com/",
                "http://user:secret@example.com/",
                "http://@example.com/",
                "http://8.8.8.8@127.0.0.1/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com:99999999999/",
                "http://example.com:8o/",
                "http://example.com:-1/",
                "http://example.com:80:80/",
                "http://256.1.1.1/",
                "http://1.2.3.4.5/",
                "http://1..2/",
                "http://4294967296/",
                "http://0x100000000/",
                "http://1.2.3.256/",
                "http://1.2.65536/",
                "http://09.1/",
                "http://a.0x/../",
                "http://foo.1/",
                "http://[::1/",
                "http://[]/",
                "http://[::1]x/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[1:2:3]/",
                "http://[::1::]/",
                "http://[127.0.0.1]/",
                "http://::1/",
                "http://exa mple.com/",
                "http://exa%00mple.com/",
                "http://exa%2fmple.com/",
                "http://exa%40mple.com/",
                "http://example%.com/",
                "http://%ff.com/",
                "http://a..b/",
                "http://./",
                "http://.a/",
                "http://exa<mple.com/",
                "http://exa|mple.com/",
                "http://exa^mple.com/",
                "http://a℀b.example/",
                "http://straße.example/",
                "http://a\u200Db.example/",
                "http://\uD800.example/",
            })
    void refusesWhatLeadsNowhereOrCanBeReadInTwoWays(String url) {
        assertThatThrownBy(() -> EgressUrl.parse(url))
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(Reason.INVALID_URL);
    }

    @Test
    void refusesLabelsAndNamesThatNoNameServerCouldHold() {
        assertThatThrownBy(() -> EgressUrl.parse("http://" + "a".repeat(64) + ".example/"))
                .isInstanceOf(EgressException.class);
        assertThatThrownBy(() -> EgressUrl.parse("http://" + "a.".repeat(130) + "example/"))
                .isInstanceOf(EgressException.class);
        assertThatThrownBy(() -> EgressUrl.parse("http://example.com/" + "a".repeat(20_000)))
                .isInstanceOf(EgressException.class);
    }

    @Test
    void saysNothingOfPathOrQuery() {
        assertThatThrownBy(() -> EgressUrl.parse("http://user:pw@example.com/hidden?token=hidden"))
                .hasMessageNotContainingAny("hidden", "pw", "user:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "a.b.LocalHost.",
                "%6cocalhost",
                "ｌocalhost",
                "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"
            })
    void knowsLocalNames(String host) throws EgressException {
        assertThat(EgressUrl.parse("http://" + host + "/").host().isLocalName()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost.example", "notlocalhost", "xlocalhost.com"})
    void takesNoOtherNameForALocalOne(String host) throws EgressException {
        assertThat(EgressUrl.parse("http://" + host + "/").host().isLocalName()).isFalse();
    }
}
