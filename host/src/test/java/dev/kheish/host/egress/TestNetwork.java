package dev.kheish.host.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/**
 * An internet in one process: names that lead to addresses, addresses that lead to local servers,
 * and a record of what was asked and dialled.
 */
final class TestNetwork {
    private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
    private final Map<InetAddress, InetSocketAddress> machines = new ConcurrentHashMap<>();
    private final List<InetSocketAddress> dialled = new CopyOnWriteArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();

    TestNetwork name(String name, String... addresses) {
        names.put(name, Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
        return this;
    }

    TestNetwork machine(String address, TestServer server) {
        machines.put(InetAddress.ofLiteral(address), server.address());
        return this;
    }

    TestNetwork machine(String address, InetSocketAddress place) {
        machines.put(InetAddress.ofLiteral(address), place);
        return this;
    }

    List<String> dialled() {
        return dialled.stream()
                .map(to -> to.getAddress().getHostAddress() + ":" + to.getPort())
                .toList();
    }

    int lookups() {
        return lookups.get();
    }

    HostResolver resolver() {
        return host -> {
            lookups.incrementAndGet();
            List<InetAddress> addresses = names.get(host);
            if (addresses == null) {
                throw new UnknownHostException(host);
            }
            return addresses;
        };
    }

    Dialer dialer() {
        return (socket, address, timeoutMillis) -> {
            dialled.add(address);
            socket.connect(machines.getOrDefault(address.getAddress(), address), timeoutMillis);
        };
    }

    GuardedEgress client() {
        return client(Clock.systemUTC());
    }

    GuardedEgress client(Clock clock) {
        return client(EgressSettings.defaults(), clock, TestNetwork::jdkTls);
    }

    GuardedEgress client(EgressSettings settings) {
        return client(settings, Clock.systemUTC(), TestNetwork::jdkTls);
    }

    GuardedEgress client(EgressSettings settings, Clock clock, Supplier<SSLContext> tls) {
        return GuardedEgress.create(
                settings, resolver(), clock, new ConnectionOpener(dialer(), tls));
    }

    private static SSLContext jdkTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
