package dev.kheish.host.cli;

import picocli.CommandLine.Command;

/** {@code kheish sidecar}. */
@Command
final class SidecarCommands {}
