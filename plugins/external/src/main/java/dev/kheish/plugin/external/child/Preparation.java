package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.ExternalSettings;
import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gets one generation ready to start. For the supervising thread. */
final class Preparation {
    private final Surroundings around;
    private final Ledger ledger;
    private final Preflight preflight;
    private final InstanceIds ids = new InstanceIds();

    Preparation(Surroundings around, Ledger ledger) {
        this.around = around;
        this.ledger = ledger;
        this.preflight =
                new Preflight(around.settings(), around.tools(), new Rights(around.table()));
    }

    /**
     * Ends what is left of the last generation and plans the next.
     *
     * @throws BlockedException if something outside is in the way
     */
    Plan plan() throws BlockedException, InterruptedException {
        Optional<GenerationRecord> last = endLast();
        Account account = preflight.account();
        Path folder = preflight.workingDir();
        ChildEnvironment environment =
                new ChildEnvironment(System.getenv(), account, around.settings());
        preflight.check(environment.variables());
        requireFreePort(last);
        around.rotation().clear(); // secrets are read from here on
        Credentials credentials =
                around.settings().credentialNames().isEmpty()
                        ? null
                        : Credentials.grant(around.context(), around.settings(), account);
        try {
            long number = 1 + last.map(GenerationRecord::number).orElse(0L);
            return plan(number, account, folder, environment, credentials);
        } catch (BlockedException | RuntimeException e) {
            if (credentials != null) {
                credentials.close();
            }
            throw e;
        }
    }

    private Plan plan(
            long number,
            @Nullable Account account,
            Path folder,
            ChildEnvironment environment,
            @Nullable Credentials credentials)
            throws BlockedException {
        ConnectorContext context = around.context();
        Marker marker = ids.next(around.settings(), context.connector(), context.hostUrl());
        environment.marked(marker);
        context.secret(ExternalSettings.SHARED_TOKEN).ifPresent(environment::with);
        if (credentials != null) {
            environment.with(credentials);
        }
        Preflight.checkVariables(environment.variables());
        List<String> line = new CommandLine(around.settings(), around.tools()).of(account);
        GenerationRecord record =
                GenerationRecord.planned(
                        number,
                        marker,
                        around.table().bootId(),
                        around.tools().setsid().isPresent(),
                        credentials == null ? null : credentials.ownFolder());
        return new Plan(record, line, environment.variables(), folder, credentials);
    }

    /** The last generation, if there was one; it has ended. */
    private Optional<GenerationRecord> endLast() throws BlockedException {
        Optional<GenerationRecord> last = ledger.read();
        if (last.isPresent() && !last.get().ended()) {
            around.identity().set(last.get().instanceId()); // it may still have something to say
            around.board().starting("What an earlier start left running is ended first.");
            new Leftovers(around.context().log(), ledger, around.table(), around.termination())
                    .end(last.get());
            around.identity().clear();
        }
        return last;
    }

    private static boolean isFree(Port port) {
        return port.isFree() || !port.isTaken();
    }

    private void requireFreePort(Optional<GenerationRecord> last) throws BlockedException {
        Port port = around.port();
        if (isFree(port)) {
            return;
        }
        // One that was just becoming another program when the last generation was counted had no
        // environment at that moment, and was not found.
        if (last.isPresent() && last.get().bootId().equals(around.table().bootId())) {
            around.termination().end(last.get().leftBehind());
            if (isFree(port)) {
                return;
            }
        }
        OptionalLong holder = port.holder();
        String who =
                holder.isEmpty()
                        ? "a process of another user"
                        : "process %d (%s)"
                                .formatted(
                                        holder.getAsLong(),
                                        around.table().name(holder.getAsLong()));
        throw new BlockedException(
                "Port %d of base_url is taken by %s. End it, or set another base_url."
                        .formatted(port.number(), who));
    }
}
