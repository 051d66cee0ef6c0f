package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.EgressException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

final class EgressUrlPropertyTest {
    @Property
    void judgesAnyFormOfAnIpv4AddressLikeItsDottedForm(
            @ForAll int bits, @ForAll @IntRange(min = 1, max = 4) int parts, @ForAll Random random)
            throws EgressException {
        String dotted = dotted(bits);

        EgressHost host = HostParser.parse(spelled(bits, parts, random));

        assertThat(host.text()).isEqualTo(dotted);
        assertThat(SpecialAddresses.isPublic(host.address().orElseThrow()))
                .isEqualTo(SpecialAddresses.isPublic(InetAddress.ofLiteral(dotted)));
    }

    @Property
    void judgesAMappedAddressLikeItsIpv4Address(@ForAll int bits) throws EgressException {
        EgressHost host = HostParser.parse("[::ffff:" + dotted(bits) + "]");

        assertThat(SpecialAddresses.isPublic(host.address().orElseThrow()))
                .isEqualTo(SpecialAddresses.isPublic(InetAddress.ofLiteral(dotted(bits))));
    }

    @Property
    void refusesOrNormalisesAnyText(@ForAll @StringLength(max = 60) String rest) {
        try {
            String normal = EgressUrl.parse("http://" + rest).toString();

            assertThat(EgressUrl.parse(normal)).hasToString(normal);
            assertThat(normal).matches("[!-~]+").doesNotContain("#");
        } catch (EgressException e) {
            assertThat(e.reason()).isEqualTo(EgressException.Reason.INVALID_URL);
        }
    }

    @Property
    void refusesOrNormalisesAnyTextOfTellingCharacters(
            @ForAll
                    @StringLength(max = 24)
                    @CharRange(from = '%', to = ':')
                    @CharRange(from = '[', to = ']')
                    String rest) {
        refusesOrNormalisesAnyText(rest);
    }

    private static String dotted(int bits) {
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 0xff)
                + "."
                + (bits >>> 8 & 0xff)
                + "."
                + (bits & 0xff);
    }

    private static String spelled(int bits, int parts, Random random) {
        long value = Integer.toUnsignedLong(bits);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < parts - 1; i++) {
            numbers.add(number(value >> (24 - 8 * i) & 0xff, random));
        }
        numbers.add(number(value & ((1L << (8 * (5 - parts))) - 1), random));
        String host = String.join(random.nextBoolean() ? "." : "。", numbers);
        return random.nextInt(4) == 0 ? host + "." : host;
    }

    private static String number(long value, Random random) {
        String zeros = "0".repeat(random.nextInt(3));
        String number =
                switch (random.nextInt(4)) {
                    case 0 -> Long.toString(value);
                    case 1 -> "0" + zeros + Long.toOctalString(value);
                    case 2 -> "0x" + zeros + Long.toHexString(value);
                    default -> "0X" + zeros + Long.toHexString(value).toUpperCase(Locale.ROOT);
                };
        var spelled = new StringBuilder();
        number.chars()
                .forEach(
                        c -> {
                            switch (random.nextInt(6)) {
                                case 0 -> spelled.append((char) (c - '!' + '！'));
                                case 1 -> spelled.append('%').append(Integer.toHexString(c));
                                default -> spelled.append((char) c);
                            }
                        });
        return spelled.toString();
    }
}
