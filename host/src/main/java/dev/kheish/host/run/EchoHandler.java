package dev.kheish.host.run;

import java.util.List;

/** Answers with what it was told. */
final class EchoHandler implements RunHandler {
    @Override
    public HandlerResult handle(Claim claim) {
        String text = claim.input().text();
        return new HandlerResult.Answered(
                text.isBlank() ? List.of() : List.of(OutputDraft.ofText(text)));
    }
}
