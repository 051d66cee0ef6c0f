/** The contract between the Kheish host and connector kinds. */
module dev.kheish.spi {
    requires transitive jakarta.json;

    exports dev.kheish.spi;
}
