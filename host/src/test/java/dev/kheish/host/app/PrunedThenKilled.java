package dev.kheish.host.app;

import dev.kheish.host.retention.RetentionSettings;

import java.nio.file.Path;

/** A program that prunes a home and waits to be killed. Started by a test. */
final class PrunedThenKilled {
    private PrunedThenKilled() {}

    public static void main(String[] args) throws Exception {
        KeptHome home = new KeptHome(Path.of(args[0]), RetentionSettings.DEFAULT);
        home.nowMs.set(Long.parseLong(args[1]));
        System.out.println("pruning");
        home.pass();
        System.out.println("done");
        Thread.sleep(60_000);
    }
}
