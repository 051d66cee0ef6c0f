package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;
import dev.kheish.spi.EgressRequest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Decides which addresses a request may be connected to. Safe for use by many threads. */
final class AddressGuard {
    private final RecentLookups lookups;

    AddressGuard(RecentLookups lookups) {
        this.lookups = lookups;
    }

    /** What can be said without asking a name server. */
    static void check(EgressUrl url) throws EgressException {
        Optional<InetAddress> address = url.host().address();
        boolean local =
                address.map(found -> !SpecialAddresses.isPublic(found))
                        .orElse(url.host().isLocalName());
        if (local) {
            throw blocked(url.origin());
        }
    }

    /** Every address of the host, all of them allowed. Only these may be dialled. */
    List<InetAddress> addresses(EgressUrl url, EgressRequest request, Deadline deadline)
            throws EgressException, InterruptedException {
        boolean anywhere = request.allowsPrivateNetwork() || isTrusted(url, request);
        if (!anywhere) {
            check(url);
        }
        Optional<InetAddress> literal = url.host().address();
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        List<InetAddress> addresses = resolve(url, deadline);
        // One bad address spoils the answer: whoever mixes them is up to something, or has a broken
        // zone.
        if (!anywhere && !addresses.stream().allMatch(SpecialAddresses::isPublic)) {
            throw blocked(url.origin());
        }
        return addresses;
    }

    private static boolean isTrusted(EgressUrl url, EgressRequest request) throws EgressException {
        Optional<String> trusted = request.trustedOrigin();
        return trusted.isPresent() && EgressUrl.parse(trusted.get()).origin().equals(url.origin());
    }

    private List<InetAddress> resolve(EgressUrl url, Deadline deadline)
            throws EgressException, InterruptedException {
        List<InetAddress> addresses;
        try {
            addresses = lookups.resolve(url.host().text(), deadline.remainingNanos());
        } catch (UnknownHostException e) {
            throw unknown(url.origin());
        } catch (TimeoutException e) {
            throw deadline.timeout();
        }
        if (addresses.isEmpty()) {
            throw unknown(url.origin());
        }
        return addresses;
    }

    private static EgressException unknown(EgressOrigin origin) {
        return new EgressException(
                Reason.UNKNOWN_HOST, "The host of " + origin + " has no address");
    }

    private static EgressException blocked(EgressOrigin origin) {
        return new EgressException(
                Reason.BLOCKED_ADDRESS,
                origin
                        + " does not lead to a public address, and private ones are not allowed here");
    }
}
