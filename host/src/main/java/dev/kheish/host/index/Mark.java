package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

/** Up to which row an index is on disk; what is newer is read from the rows at the next start. */
enum Mark {
    /** Runs by session. */
    SESSION_RUNS("index.session_runs"),
    /** Runs by receipt key, in segments. */
    SEGMENTS("index.receipt_segments"),
    /** Sessions in order of their ids. */
    SESSION_IDS("index.session_ids"),
    /** Sessions by the digests of their ids. */
    SESSION_KEYS("index.session_keys"),
    /** Sessions by the keys that lead to them. */
    BINDINGS("index.bindings"),
    /** Runs by receipt key, in a table. */
    TABLE("index.receipt_table");

    private final String key;

    Mark(String key) {
        this.key = key;
    }

    /** 0 when nothing is on disk. */
    long read(Reader reader) {
        return reader.one(
                        "select value from meta where name = ?",
                        row -> Long.parseLong(row.text(1)),
                        key)
                .orElse(0L);
    }

    boolean write(Tx tx, long row) {
        tx.update(
                "insert into meta (name, value) values (?, ?)"
                        + " on conflict (name) do update set value = excluded.value",
                key,
                Long.toString(row));
        return true;
    }
}
