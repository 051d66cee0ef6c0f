package dev.kheish.host.run;

import dev.kheish.host.store.Store;

import java.nio.file.Path;

/** The contract on SQLite. */
final class SqliteRunsTest extends RunsContract {
    @Override
    Store openStore(Path folder) {
        return Store.open(folder.resolve("store.db"));
    }
}
