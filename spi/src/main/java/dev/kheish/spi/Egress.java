package dev.kheish.spi;

/**
 * The only way out: an HTTP client that resolves a name once, refuses addresses that are not
 * public, connects to just the addresses it checked, follows no redirect and heeds no proxy
 * variable. Safe for use by many threads.
 */
public interface Egress {
    /**
     * Sends one request and reads the whole answer.
     *
     * @return the answer, whatever its status
     * @throws EgressException if there is no answer
     * @throws InterruptedException if the thread is interrupted meanwhile; the exchange is cut off
     */
    EgressResponse send(EgressRequest request) throws EgressException, InterruptedException;

    /**
     * Checks and normalises a URL without resolving its host: scheme, host (in all the forms that
     * the WHATWG URL standard reads as an IPv4 address), port, no user information, and, unless
     * {@code allowPrivate}, no address literal or {@code localhost} name that is not public.
     *
     * @throws EgressException with {@link EgressException.Reason#INVALID_URL} or {@link
     *     EgressException.Reason#BLOCKED_ADDRESS}
     */
    String checkUrl(String url, boolean allowPrivate) throws EgressException;
}
