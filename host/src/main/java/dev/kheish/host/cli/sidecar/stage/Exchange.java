package dev.kheish.host.cli.sidecar.stage;

/**
 * What was sent and what came back, as evidence. It may still hold secrets: {@link Secrets#hide} it
 * before anybody sees it.
 */
public record Exchange(String sent, String cameBack) {
    public static Exchange of(Request request, Answer answer) {
        return new Exchange(request.shown(), answer.shown());
    }
}
