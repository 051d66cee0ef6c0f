package dev.kheish.host.cli;

import picocli.CommandLine.IVersionProvider;

/** The one line of {@code --version}. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"kheish " + (version == null ? "(not packed)" : version)};
    }
}
