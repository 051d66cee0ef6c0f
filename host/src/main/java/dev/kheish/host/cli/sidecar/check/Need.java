package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Stage;

/** What a check cannot do without. */
public enum Need {
    /** The sidecar's process, and the host that it speaks to. */
    PROCESS("the sidecar belongs to another host; run it here: kheish sidecar check -- COMMAND"),
    /** A shared token. */
    TOKEN("no shared token is known; give --token-file FILE"),
    /** Leave to deliver messages that have effects. */
    DELIVERIES("it would deliver messages; say where with --reply-route ROUTE"),
    /** Secrets to hand out. */
    CREDENTIALS("no secret is offered to the sidecar; give --credential NAME");

    private final String without;

    Need(String without) {
        this.without = without;
    }

    /** Why a check is skipped for want of this. */
    public String without() {
        return without;
    }

    public boolean met(Stage stage, Wishes wishes) {
        return switch (this) {
            case PROCESS -> stage.theatre().isPresent();
            case TOKEN -> stage.token() != null;
            case DELIVERIES -> stage.theatre().isPresent() || wishes.replyRoute() != null;
            case CREDENTIALS ->
                    stage.theatre().map(t -> !t.credentials().names().isEmpty()).orElse(false);
        };
    }
}
