package dev.kheish.host.app;

/** Which version this is. */
final class Version {
    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return "kheish " + (version == null ? "(not packed)" : version);
    }
}
