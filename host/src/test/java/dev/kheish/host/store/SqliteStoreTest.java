package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class SqliteStoreTest extends StoreContract {
    @Override
    Store open(Path place) {
        return Store.open(place);
    }

    @Test
    void writesThatSurvivePowerCuts() throws InterruptedException {
        assertThat(store.pragmas()).isEqualTo(new WriterPragmas("wal", 2));
    }

    @Test
    void theLogIsCopiedAndStartsOverHoweverMuchIsWritten() throws Exception {
        byte[] row = new byte[16 * 1024];
        for (int i = 0; i < 6000; i++) {
            String name = "row" + i;
            store.write(
                    tx ->
                            tx.update(
                                    "insert into secret_slot (name, provider, mode, ciphertext, version, created_ms,"
                                            + " updated_ms) values (?, '', '', ?, 0, 0, 0)",
                                    name,
                                    row));
        }

        assertThat(Files.size(dir.resolve("kheish.db-wal"))).isLessThan(64L << 20);
        assertThat(Files.size(dir.resolve("kheish.db"))).isGreaterThan(64L << 20);
    }

    @Test
    void keepsItsFilesToItself() throws Exception {
        store.write(tx -> tx.next(Sequence.RUN));

        try (var files = Files.list(dir)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("kheish.db")))
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }
}
