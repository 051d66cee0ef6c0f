package dev.kheish.host.store;

/** The few places where databases must be told apart. */
enum Dialect {
    /** One file, one writer. */
    SQLITE(" without rowid", "blob", "begin immediate", "begin");

    private final String clustered;
    private final String bytes;
    private final String beginWrite;
    private final String beginRead;

    Dialect(String clustered, String bytes, String beginWrite, String beginRead) {
        this.clustered = clustered;
        this.bytes = bytes;
        this.beginWrite = beginWrite;
        this.beginRead = beginRead;
    }

    /** Fills the placeholders of a migration. */
    String render(String migration) {
        return migration.replace("${clustered}", clustered).replace("${bytes}", bytes);
    }

    String beginWrite() {
        return beginWrite;
    }

    String beginRead() {
        return beginRead;
    }
}
