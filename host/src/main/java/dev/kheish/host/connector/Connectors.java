package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.capture.Capture;
import dev.kheish.host.json.Json;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.secret.SlotDeletion;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connectors of this host. Changes are made one at a time, are on disk when a call returns, and
 * open or close nothing but the connector they are about. Safe for use by many threads.
 *
 * <p>Order: constructor, {@link #open}, then {@link #startAll} once the web server listens, {@link
 * #close}.
 */
public final class Connectors implements AutoCloseable {
    private final ConnectorRooms rooms;
    private final Entries entries = new Entries();
    private final Targets targets;
    private final Validation validation;
    private final Announcements announcements;
    private final FileReading file; // reads under changes
    private final Directory directory;
    private final Overview overview;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile @Nullable Opened opened;

    public Connectors(ConnectorRooms rooms) {
        this.rooms = rooms;
        this.targets = new Targets(rooms.kinds(), entries);
        this.validation = new Validation(rooms, targets);
        this.announcements = new Announcements(rooms.store(), rooms.events());
        this.file = new FileReading(rooms, entries, announcements);
        this.directory = new Directory(rooms.kinds(), entries, targets, file, announcements);
        this.overview = new Overview(rooms.kinds(), entries, validation);
    }

    /** Where other rooms find connectors. */
    public ConnectorDirectory directory() {
        return directory;
    }

    /** How the connectors are, all in all. */
    public Overview overview() {
        return overview;
    }

    /** Reads store and file and opens what they define; routes answer from now on. */
    public void open(UpperRooms upper) throws InterruptedException {
        Opened now = Opened.of(this, upper);
        changes.lock();
        try {
            SettingSeal seal = new SettingSeal(rooms.secrets());
            List<Definition> living = rooms.store().read(ConnectorTable::living);
            now.reconciler.sweep(living);
            for (Definition definition : living) {
                if (definition.source() == ConnectorSource.DAEMON) {
                    entries.add(
                            new Entry(
                                    definition.opened(seal),
                                    Situation.of(ConnectorState.STARTING, rooms.clock().millis())));
                }
            }
            opened = now;
            file.read();
            file.vanishAbsent();
        } finally {
            changes.unlock();
        }
        rooms.kinds()
                .onChange(kind -> now.reconciler.later(entry -> entry.key().kind().equals(kind)));
        rooms.kinds().beforeReplacing(now.reconciler.successorCheck());
        announcements.onChange((kind, name) -> rooms.kinds().connectorsChanged());
        rooms.secrets().onChange(slot -> secretCommitted(now, slot));
        entries.sorted().forEach(now.reconciler::reconcile);
        now.housekeeping.start();
    }

    /** Starts what is open: pollers, children and the like. Does not wait for them. */
    public void startAll() {
        opened().reconciler.startAll();
    }

    /**
     * Lets all finish what is under way, children with their last events included; they still
     * answer. Nothing is started from now on.
     */
    public void drainAll() {
        opened().reconciler.drainAll();
    }

    /** From now on nobody waits for lines that programs write. */
    public void stopWaiting() {
        opened().reconciler.captures().stopWaiting();
    }

    /** All views, in order of kind and name. {@code full} shows what only admins may see. */
    public ArrayNode views(boolean full) {
        ArrayNode views = Json.array();
        entries.sorted().forEach(entry -> views.add(opened().views.view(entry, full)));
        file.report().refused().forEach(refused -> views.add(ConnectorViews.view(refused)));
        return views;
    }

    /** One view. */
    public Optional<ObjectNode> view(ConnectorKey key, boolean full) {
        return Optional.ofNullable(entries.get(key)).map(entry -> opened().views.view(entry, full));
    }

    /** Makes or changes a connector. Waits a moment for it to open. */
    public PutOutcome put(PutRequest request) throws InterruptedException {
        Opened now = opened();
        Upsert.Result result;
        changes.lock();
        try {
            result = now.upsert.put(request);
        } finally {
            changes.unlock();
        }
        PutOutcome refusal = result.refusal();
        Entry entry = result.entry();
        if (refusal != null || entry == null) {
            return refusal == null ? new PutOutcome.Draining() : refusal;
        }
        settle(now, entry);
        return new PutOutcome.Stored(
                result.created(), entry.definition().revision(), now.views.view(entry, true));
    }

    /** Deletes a connector, at once or when nothing needs it any more. */
    public DeleteOutcome delete(DeleteRequest request) throws InterruptedException {
        Opened now = opened();
        Entry entry;
        DeleteOutcome outcome;
        changes.lock();
        try {
            entry = entries.get(request.key());
            if (entry == null) {
                return request.forget()
                        ? now.removal.forget(request.key(), request.actor())
                        : new DeleteOutcome.Unknown();
            }
            request.condition().check(Optional.of(Upsert.revision(entry)));
            outcome = now.removal.delete(entry, request.actor(), request.drain());
        } finally {
            changes.unlock();
        }
        settle(now, entry);
        return outcome;
    }

    /** What still needs a connector, at most 100; empty optional if there is no such connector. */
    public Optional<List<Reference>> references(ConnectorKey key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        References references = opened().references;
        List<Reference> ofConnectors = references.ofConnectors(key);
        return Optional.of(
                rooms.store()
                        .read(reader -> references.of(reader, entry.definition(), ofConnectors)));
    }

    /** Closes a connector until it is resumed, over restarts too; empty if there is none. */
    public Optional<ObjectNode> pause(ConnectorKey key, String actor) throws InterruptedException {
        return setPaused(key, actor, true);
    }

    /** Opens a paused connector again; empty if there is none. */
    public Optional<ObjectNode> resume(ConnectorKey key, String actor) throws InterruptedException {
        return setPaused(key, actor, false);
    }

    /** Looks a connector over without changing it; empty if there is none. */
    public Optional<ObjectNode> test(ConnectorKey key) {
        return Optional.ofNullable(entries.get(key)).map(opened().check::of);
    }

    /** Reads the connectors file now, changed or not. */
    public FileReport reload() throws InterruptedException {
        Opened now = opened();
        List<Entry> changed;
        changes.lock();
        try {
            changed = file.read();
        } finally {
            changes.unlock();
        }
        changed.forEach(now.reconciler::later);
        now.reconciler.later(Entry::isBroken);
        return file.report();
    }

    /** How the last reading of the connectors file went. */
    public FileReport file() {
        return file.report();
    }

    /** Settings of connectors that were deleted, which may go. */
    public Slice slice() {
        return new EndedSlice();
    }

    /** The kinds with their settings. */
    public ArrayNode kinds() {
        return opened().kinds.list();
    }

    /** One kind with its settings. */
    public Optional<ObjectNode> kind(String name) {
        return opened().kinds.view(name);
    }

    /** Connectors whose settings name a slot. */
    public List<ConnectorKey> usersOf(String slot) {
        return opened().users.of(slot);
    }

    /** Whether any kind has a connector of this name. */
    public boolean hasName(String name) {
        return entries.stream().anyMatch(entry -> entry.key().name().equals(name));
    }

    /** What programs of a connector wrote; empty if there is no such connector. */
    public Optional<Capture> logs(ConnectorKey key) {
        return Optional.ofNullable(entries.get(key))
                .map(entry -> opened().reconciler.captures().of(entry.definition().incarnation()));
    }

    /** Deletes a slot that no connector uses. */
    public SecretDeleteOutcome deleteSecret(String slot, String actor) throws InterruptedException {
        changes.lock();
        try {
            List<ConnectorKey> users = usersOf(slot);
            if (!users.isEmpty()) {
                return new SecretDeleteOutcome.InUse(users);
            }
            return rooms.secrets().delete(slot, actor) == SlotDeletion.DELETED
                    ? new SecretDeleteOutcome.Deleted()
                    : new SecretDeleteOutcome.Unknown();
        } finally {
            changes.unlock();
        }
    }

    /** Closes all connectors, side by side, waiting for calls under way but not for ever. */
    @Override
    public void close() {
        Opened now = opened;
        if (now != null) {
            now.housekeeping.close();
            now.reconciler.closeAll();
        }
        announcements.close();
    }

    /** The file if it changed, what drains, what is broken, what left the file long ago. */
    void tidy(boolean thorough) throws InterruptedException {
        Opened now = opened();
        if (fileChanged()) {
            reload();
        }
        for (Entry entry : entries.sorted()) {
            if (entry.definition().draining()) {
                delete(DeleteRequest.of(entry.key(), Removal.DAEMON).draining());
            }
        }
        if (thorough) {
            now.reconciler.later(Entry::isBroken);
            now.reconciler.recoverDeleted();
            changes.lock();
            try {
                now.removal.forgetVanished();
            } finally {
                changes.unlock();
            }
        }
    }

    private boolean fileChanged() {
        changes.lock();
        try {
            return file.changed();
        } finally {
            changes.unlock();
        }
    }

    /** Called on the writer thread, which must not wait for readers. */
    private void secretCommitted(Opened now, String slot) {
        long write = now.reconciler.secretCommitted();
        Thread.ofVirtual().name("connector secrets").start(() -> secretWritten(now, slot, write));
    }

    // A change that wrote the secret along with settings is not in the entry before it lets go.
    private void secretWritten(Opened now, String slot, long write) {
        changes.lock();
        try {
            now.reconciler.secretWritten(slot, write);
        } finally {
            changes.unlock();
        }
    }

    private void settle(Opened now, Entry entry) {
        now.reconciler.now(entry);
        announcements.changed(entry.key());
        now.reconciler.later(other -> other != entry && other.isBroken());
    }

    private Optional<ObjectNode> setPaused(ConnectorKey key, String actor, boolean paused)
            throws InterruptedException {
        Opened now = opened();
        Entry entry;
        changes.lock();
        try {
            entry = entries.get(key);
            if (entry == null) {
                return Optional.empty();
            }
            Definition before = entry.definition();
            if (before.paused() != paused) {
                Definition after = before.withPaused(paused);
                String type = paused ? "connector_paused" : "connector_resumed";
                rooms.store()
                        .write(
                                tx -> {
                                    ConnectorTable.mark(tx, after);
                                    announcements.append(tx, type, after);
                                    rooms.audit()
                                            .append(tx, actor, type, key.toString(), Json.object());
                                    return after;
                                });
                entry.define(after);
            }
        } finally {
            changes.unlock();
        }
        settle(now, entry);
        return Optional.of(now.views.view(entry, true));
    }

    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("The connectors are not open yet");
        }
        return now;
    }

    /** The parts that need the rooms above. */
    private record Opened(
            Reconciler reconciler,
            Upsert upsert,
            Removal removal,
            References references,
            ConnectorViews views,
            ConnectorCheck check,
            KindViews kinds,
            SlotUsers users,
            Housekeeping housekeeping) {
        static Opened of(Connectors all, UpperRooms upper) {
            ConnectorRooms rooms = all.rooms;
            References references =
                    new References(rooms.kinds(), all.entries, all.targets, upper.references());
            ConnectorViews views =
                    new ConnectorViews(
                            rooms.kinds(),
                            all.validation,
                            all.targets,
                            new Redaction(rooms.secrets(), rooms.leases()));
            Reconciler reconciler =
                    new Reconciler(rooms, upper, all.entries, all.validation, all.announcements);
            return new Opened(
                    reconciler,
                    new Upsert(rooms, upper, all.entries, all.validation, all.announcements),
                    new Removal(
                            new Removal.Parts(
                                    rooms,
                                    upper.cleaner(),
                                    all.entries,
                                    references,
                                    all.announcements,
                                    reconciler::forget)),
                    references,
                    views,
                    new ConnectorCheck(rooms.kinds(), all.validation, views, upper.personas()),
                    new KindViews(rooms.kinds()),
                    new SlotUsers(rooms.kinds(), all.entries),
                    new Housekeeping(rooms.housekeeping(), all::tidy));
        }
    }
}
