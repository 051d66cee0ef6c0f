package dev.kheish.host.audit;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.HexFormat;

/**
 * Where the chain begins: number and hash of the last entry that is gone. Whoever looks at the
 * chain begins with this hash.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by number alone
record Anchor(long seq, byte[] hash) {
    private static final String NAME = "audit_anchor";
    private static final Anchor START = new Anchor(0, new byte[32]);

    /** The one that is stored; all zeros while nothing is gone. */
    static Anchor read(Reader reader) {
        return reader.one(
                        "select value from meta where name = ?",
                        row -> {
                            String[] parts = row.text(1).split(":", 2);
                            return new Anchor(
                                    Long.parseLong(parts[0]), HexFormat.of().parseHex(parts[1]));
                        },
                        NAME)
                .orElse(START);
    }

    void write(Tx tx) {
        tx.update(
                "insert into meta (name, value) values (?, ?)"
                        + " on conflict (name) do update set value = excluded.value",
                NAME,
                seq + ":" + HexFormat.of().formatHex(hash));
    }
}
