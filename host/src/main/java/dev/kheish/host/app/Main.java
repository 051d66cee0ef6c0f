package dev.kheish.host.app;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Prints the version, until there is more to do. */
    public static void main(String[] args) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("kheish " + (version == null ? "(not packed)" : version));
    }
}
