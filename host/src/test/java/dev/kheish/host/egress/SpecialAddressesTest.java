package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

final class SpecialAddressesTest {
    /**
     * First and last address of a range, and the neighbours outside it that are public, if they
     * are.
     */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255, , 1.0.0.0",
        "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
        "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
        "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
        "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
        "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
        "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
        "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
        "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
        "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
        "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
        "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
        "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
        "224.0.0.0, 239.255.255.255, 223.255.255.255, ",
        "240.0.0.0, 255.255.255.255, , ",
        "::, ::1, , ",
        "::2, ::ffff, , ",
        "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, , ",
        "100::, 100::ffff:ffff:ffff:ffff, , ",
        "100:0:0:1::, 100:0:0:1:ffff:ffff:ffff:ffff, , ",
        "1fff::, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , 2000::",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:200::",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::",
        "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2003::",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:1000::",
        "4000::, 4000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ",
        "5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, , ",
    })
    void refusesAWholeRangeAndNothingBesideIt(
            String first, String last, String before, String after) {
        assertThat(isPublic(first)).isFalse();
        assertThat(isPublic(last)).isFalse();
        if (before != null) {
            assertThat(isPublic(before)).isTrue();
        }
        if (after != null) {
            assertThat(isPublic(after)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:127.0.0.1", // mapped
                "::ffff:169.254.169.254",
                "::127.0.0.1", // compatible
                "::8.8.8.8",
                "::ffff:0:8.8.8.8", // translated
                "64:ff9b::10.0.0.1", // NAT64
                "64:ff9b::192.168.0.1",
                "64:ff9b:1::8.8.8.8", // NAT64 of one network
                "2002:7f00:1::", // 6to4
                "2002:808:808::1",
                "2001:0:7f00:1::", // Teredo, server
                "2001:0:808:808:0:0:80ff:fffe", // Teredo, client 127.0.0.1
                "2001:0:808:808::f7f7:f7f7",
            })
    void refusesIpv4InsideIpv6WhereItIsNotPublicOrNotSure(String address) {
        assertThat(isPublic(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "192.31.196.1",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "2620:4f:8000::1",
            })
    void letsPublicAddressesThrough(String address) {
        assertThat(isPublic(address)).isTrue();
    }

    @Test
    void unwrapsAMappedAddressThatTheJdkLeftWrapped() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};

        boolean open = SpecialAddresses.isPublic(Inet6Address.getByAddress(null, mapped, -1));

        assertThat(open).isFalse();
    }

    private static boolean isPublic(String address) {
        return SpecialAddresses.isPublic(InetAddress.ofLiteral(address));
    }
}
