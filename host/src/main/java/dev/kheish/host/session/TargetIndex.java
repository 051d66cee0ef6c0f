package dev.kheish.host.session;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/** Keeps the table that leads from a connector to the sessions whose targets name it. */
final class TargetIndex {
    private TargetIndex() {}

    /** Writes down what the session's targets will name, instead of what they name now. */
    static void replace(Tx tx, Session session, @Nullable String targets) {
        named(session.targets())
                .forEach(
                        target ->
                                tx.update(
                                        "delete from session_target where plugin = ? and connector = ? and session = ?",
                                        target.plugin(),
                                        target.connector(),
                                        session.seq()));
        named(targets)
                .forEach(
                        target ->
                                tx.update(
                                        "insert into session_target (plugin, connector, session) values (?, ?, ?)"
                                                + " on conflict do nothing",
                                        target.plugin(),
                                        target.connector(),
                                        session.seq()));
    }

    private static Stream<StoredTarget> named(@Nullable String targets) {
        if (targets == null) {
            return Stream.empty();
        }
        List<StoredTarget> list = StoredTarget.listFromJson(Json.readStored(targets));
        return list.stream().filter(target -> target.connector() != null);
    }
}
