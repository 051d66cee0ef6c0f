package dev.kheish.plugin.external.child;

import java.nio.file.Path;
import java.util.Arrays;

/** A host with one child process, as a program of its own, for a test to kill. */
public final class HostProgram {
    private HostProgram() {}

    /**
     * @param arguments folder of the state, port, {@code lifeline} or {@code none}, the script that
     *     starts the sidecar, its manners
     */
    public static void main(String[] arguments) throws Exception {
        String[] manners = Arrays.copyOfRange(arguments, 4, arguments.length);
        Sidecars sidecar =
                Sidecars.java(manners).on(Integer.parseInt(arguments[1])).startedBy(arguments[3]);
        Stage stage = new Stage(Path.of(arguments[0]));
        stage.start(arguments[2].equals("lifeline") ? sidecar.withLifeline() : sidecar);
        stage.awaitState("ready");
        System.out.println("sidecar " + stage.awaitLine("stdout", "pid "));
        System.out.println("instance " + stage.details().getString("instance_id"));
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }
}
