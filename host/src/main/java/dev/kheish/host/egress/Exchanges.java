package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;
import dev.kheish.spi.EgressRequest;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/** Runs one exchange after the other, each on the thread that calls: a virtual one. */
final class Exchanges {
    private final String userAgent;
    private final AddressGuard guard;
    private final ConnectionPool pool;
    private final ConnectionOpener opener;
    private final ScheduledExecutorService timer;
    private final LongAdder opened = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    Exchanges(
            String userAgent,
            AddressGuard guard,
            ConnectionPool pool,
            ConnectionOpener opener,
            ScheduledExecutorService timer) {
        this.userAgent = userAgent;
        this.guard = guard;
        this.pool = pool;
        this.opener = opener;
        this.timer = timer;
    }

    long opened() {
        return opened.sum();
    }

    long repeated() {
        return repeated.sum();
    }

    Answer run(EgressRequest request) throws EgressException, InterruptedException {
        EgressUrl url = EgressUrl.parse(request.url());
        RequestBytes message = RequestBytes.of(request, url, userAgent);
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before an exchange");
        }
        try (Deadline deadline = begin(request, url.origin())) {
            List<InetAddress> addresses = guard.addresses(url, request, deadline);
            try (ConnectionPool.Seat seat = pool.enter(url.origin(), deadline)) {
                return new Exchange(request, url, message, seat, deadline).run(addresses);
            }
        }
    }

    private Deadline begin(EgressRequest request, EgressOrigin origin) throws EgressException {
        try {
            return Deadline.after(request.timeout(), origin, timer);
        } catch (RejectedExecutionException e) {
            throw new EgressException(
                    Reason.CONNECT, "The host is stopping; no connection to " + origin);
        }
    }

    /** One request on its way. */
    private final class Exchange {
        private final EgressRequest request;
        private final EgressUrl url;
        private final RequestBytes message;
        private final ConnectionPool.Seat seat;
        private final Deadline deadline;

        Exchange(
                EgressRequest request,
                EgressUrl url,
                RequestBytes message,
                ConnectionPool.Seat seat,
                Deadline deadline) {
            this.request = request;
            this.url = url;
            this.message = message;
            this.seat = seat;
            this.deadline = deadline;
        }

        Answer run(List<InetAddress> addresses) throws EgressException, InterruptedException {
            Optional<PinnedConnection> kept =
                    message.repeatable() ? seat.reuse(addresses) : Optional.empty();
            if (kept.isPresent()) {
                Optional<Answer> answer = tryKept(kept.get());
                if (answer.isPresent()) {
                    return answer.get();
                }
                repeated.increment();
            }
            PinnedConnection connection = opener.open(url, addresses, deadline);
            opened.increment();
            try {
                return talk(connection);
            } catch (IOException e) {
                throw broken();
            }
        }

        /** Empty if the peer had hung up before it began to answer. */
        private Optional<Answer> tryKept(PinnedConnection connection)
                throws EgressException, InterruptedException {
            try {
                return Optional.of(talk(connection));
            } catch (IOException e) {
                if (connection.hasBegunAnswer()) {
                    throw broken();
                }
                return Optional.empty();
            } catch (EgressException e) {
                if (connection.hasBegunAnswer() || e.reason() != Reason.PROTOCOL) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        private Answer talk(PinnedConnection connection)
                throws IOException, EgressException, InterruptedException {
            boolean kept = false;
            try {
                deadline.guard(connection.socket());
                Answer answer = connection.exchange(message, request, url.origin());
                if (deadline.release() && answer.leavesConnectionUsable()) {
                    seat.keep(connection, answer.keptFor());
                    kept = true;
                }
                return answer;
            } catch (IOException | EgressException e) {
                ConnectionOpener.throwIfOver(deadline);
                throw e;
            } finally {
                if (!kept) {
                    connection.close();
                }
            }
        }

        private EgressException broken() {
            return new EgressException(
                    Reason.PROTOCOL, "The connection to " + url.origin() + " broke");
        }
    }
}
