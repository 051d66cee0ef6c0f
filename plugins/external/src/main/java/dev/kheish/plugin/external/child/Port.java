package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The port that a sidecar is to listen on, and who does. Where the machine does not tell, nobody
 * does. Safe for use by many threads.
 */
final class Port {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Whose the listening sockets are. */
    enum Holder {
        /** All of which it can be told belong to the given processes. */
        OURS,
        /** One belongs to another process. */
        STRANGER,
        /** It cannot be told. */
        UNKNOWN
    }

    private final ProcessTable table;
    private final String host;
    private final int number;

    /**
     * @param baseUrl of a loopback host
     */
    Port(ProcessTable table, String baseUrl) {
        this.table = table;
        URI url = URI.create(baseUrl);
        this.host = url.getHost().replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
        this.number = url.getPort() >= 0 ? url.getPort() : usual(url);
    }

    int number() {
        return number;
    }

    /** Whether anybody listens. */
    boolean isTaken() {
        return !listeners().isEmpty();
    }

    /**
     * Whether surely nobody listens. Quick: the list of all connections, which names the listener,
     * takes the kernel many milliseconds.
     */
    boolean isFree() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                try (Socket probe = new Socket()) {
                    probe.setReuseAddress(true); // connections that ended are no listeners
                    probe.bind(new InetSocketAddress(address, number));
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A process that listens, if it can be told. */
    OptionalLong holder() {
        Set<Long> sockets = listeners();
        return sockets.isEmpty()
                ? OptionalLong.empty()
                : table.all().stream()
                        .mapToLong(ProcessEntry::pid)
                        .filter(pid -> holdsAny(pid, sockets))
                        .findFirst();
    }

    /** All processes that listen, as far as it can be told. */
    Set<ProcessId> holders() {
        Set<Long> sockets = listeners();
        return sockets.isEmpty()
                ? Set.of()
                : table.all().stream()
                        .filter(entry -> holdsAny(entry.pid(), sockets))
                        .map(ProcessEntry::id)
                        .collect(Collectors.toSet());
    }

    /** Whether it is these processes that listen. */
    Holder heldBy(Set<ProcessId> family) {
        Set<Long> sockets = listeners();
        Set<Long> theirs =
                family.stream()
                        .flatMap(id -> table.sockets(id.pid()).stream())
                        .filter(sockets::contains)
                        .collect(Collectors.toSet());
        Set<Long> others =
                sockets.stream()
                        .filter(socket -> !theirs.contains(socket))
                        .collect(Collectors.toSet());
        boolean strange =
                !others.isEmpty()
                        && table.all().stream().anyMatch(entry -> holdsAny(entry.pid(), others));
        if (strange) {
            return Holder.STRANGER;
        }
        return theirs.isEmpty() ? Holder.UNKNOWN : Holder.OURS;
    }

    private boolean holdsAny(long pid, Set<Long> sockets) {
        return table.sockets(pid).stream().anyMatch(sockets::contains);
    }

    private Set<Long> listeners() {
        return Stream.of("self/net/tcp", "self/net/tcp6")
                .flatMap(file -> lines(file).stream())
                .map(Listener::parse)
                .flatMap(Optional::stream)
                .filter(listener -> listener.port() == number && listener.answersFor(host))
                .map(Listener::inode)
                .collect(Collectors.toSet());
    }

    private List<String> lines(String file) {
        return table.file(file).map(bytes -> new String(bytes, StandardCharsets.US_ASCII)).stream()
                .flatMap(String::lines)
                .skip(1) // names of columns
                .toList();
    }

    private static int usual(URI url) {
        return "https".equals(url.getScheme()) ? HTTPS : HTTP;
    }
}
