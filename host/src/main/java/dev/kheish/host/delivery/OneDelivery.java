package dev.kheish.host.delivery;

import dev.kheish.host.store.Store;
import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;
import dev.kheish.spi.StateMap;
import dev.kheish.spi.Target;

import jakarta.json.JsonObject;

import java.util.List;
import java.util.Optional;

/** A delivery as its connector sees it. */
final class OneDelivery implements Delivery {
    private final Outgoing outgoing;
    private final Target target;
    private final OutputBody body;
    private final Attachments attachments;
    private final Progress progress;

    OneDelivery(Outgoing outgoing, Target target, Store store, Attachments attachments) {
        this.outgoing = outgoing;
        this.target = target;
        this.body = new OutputBody(outgoing.body(), attachments);
        this.attachments = attachments;
        this.progress = new Progress(store, outgoing.seq(), outgoing.progress());
    }

    @Override
    public String id() {
        return outgoing.text();
    }

    @Override
    public String idempotencyKey() {
        return "kheish:" + id();
    }

    @Override
    public int attempt() {
        return outgoing.attempts() + 1;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public String sessionId() {
        return outgoing.speaker().sessionId();
    }

    @Override
    public Optional<String> threadId() {
        return Optional.ofNullable(outgoing.speaker().threadId());
    }

    @Override
    public Optional<String> runId() {
        return Optional.ofNullable(outgoing.speaker().runId());
    }

    @Override
    public String content() {
        return body.content();
    }

    @Override
    public List<OutputPart> parts() {
        return body.parts();
    }

    @Override
    public List<OutputPart> artifacts() {
        return body.artifacts();
    }

    @Override
    public JsonObject metadata() {
        return body.metadata(id(), attempt());
    }

    @Override
    public String downloadPath(Attachment attachment) {
        return attachments.downloadPath(attachment);
    }

    @Override
    public StateMap progress() {
        return progress;
    }
}
