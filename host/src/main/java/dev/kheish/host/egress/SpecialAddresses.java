package dev.kheish.host.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are public: those that the IANA special-purpose registries do not take out. IPv4
 * addresses inside IPv6 ones are judged as what they are.
 */
final class SpecialAddresses {
    /** Not reachable from everywhere, or not one machine. */
    private static final List<Block> SPECIAL_IPV4 =
            Block.all(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private use
                    "100.64.0.0/10", // behind a carrier's address translation
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link local, the metadata services of clouds among them
                    "172.16.0.0/12", // private use
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays from 6to4, withdrawn
                    "192.168.0.0/16", // private use
                    "198.18.0.0/15", // benchmarking
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, and broadcast

    /**
     * All that was ever given out for single machines; loopback, local and multicast lie outside.
     */
    private static final Block GLOBAL_UNICAST = Block.of("2000::/3");

    private static final List<Block> SPECIAL_IPV6 =
            Block.all(
                    "2001::/23", // protocol assignments, Teredo among them, whose two IPv4 ends
                    // nobody can vouch for
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4: a relay could unpack it inside our own network
                    "3fff::/20"); // documentation

    /** Translation of IPv4 for the whole world; its local sibling 64:ff9b:1::/48 is not public. */
    private static final Block NAT64 = Block.of("64:ff9b::/96");

    /** The JDK makes an IPv4 address of these, unless one is made from bytes by other means. */
    private static final Block IPV4_MAPPED = new Block(mappedPrefix(), 96);

    private SpecialAddresses() {}

    static boolean isPublic(InetAddress address) {
        return isPublic(address.getAddress());
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return SPECIAL_IPV4.stream().noneMatch(block -> block.contains(address));
        }
        if (NAT64.contains(address) || IPV4_MAPPED.contains(address)) {
            return isPublic(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_UNICAST.contains(address)
                && SPECIAL_IPV6.stream().noneMatch(block -> block.contains(address));
    }

    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[16];
        prefix[10] = (byte) 0xff;
        prefix[11] = (byte) 0xff;
        return prefix;
    }

    /** The addresses that share the first bits of one address. */
    private static final class Block {
        private final byte[] first;
        private final int bits;

        Block(byte[] first, int bits) {
            this.first = first;
            this.bits = bits;
        }

        static List<Block> all(String... blocks) {
            return Arrays.stream(blocks).map(Block::of).toList();
        }

        static Block of(String text) {
            int slash = text.indexOf('/');
            InetAddress first = InetAddress.ofLiteral(text.substring(0, slash));
            return new Block(first.getAddress(), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = 8 - bits % 8;
            return Arrays.equals(first, 0, whole, address, 0, whole)
                    && (rest == 8
                            || (first[whole] & 0xff) >> rest == (address[whole] & 0xff) >> rest);
        }
    }
}
