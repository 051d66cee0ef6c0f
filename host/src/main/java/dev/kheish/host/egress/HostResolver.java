package dev.kheish.host.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Turns a host name into addresses. Called from many threads; may block for as long as it likes.
 */
@FunctionalInterface
public interface HostResolver {
    /**
     * Every address of the name, in the order in which they should be tried.
     *
     * @throws UnknownHostException if there is none, or nobody could be asked
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The resolver of the operating system. */
    static HostResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
