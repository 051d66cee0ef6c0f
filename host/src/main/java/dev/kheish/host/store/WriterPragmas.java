package dev.kheish.host.store;

/**
 * How the writer writes, read from its own connection.
 *
 * @param journalMode {@code wal}
 * @param synchronous 2 is FULL: a commit returns when its log is flushed
 */
public record WriterPragmas(String journalMode, long synchronous) {
    static WriterPragmas read(Tx tx) {
        return new WriterPragmas(
                tx.one("pragma journal_mode", row -> row.text(1)).orElse("unknown"),
                tx.number("pragma synchronous", -1));
    }
}
