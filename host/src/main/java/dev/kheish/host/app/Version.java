package dev.kheish.host.app;

/** Which version this is. */
final class Version {
    private Version() {}

    static String text() {
        return "kheish " + number();
    }

    /** Without the name of the program. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packed)" : version;
    }
}
