package dev.kheish.testkit;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;
import dev.kheish.spi.Target;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A first attempt of delivery {@code dlv_1} in session {@code s1}, unless told otherwise. What it
 * keeps as progress stays for the next attempt with the same object.
 */
public final class FakeDelivery implements Delivery {
    private final Target target;
    private final String content;
    private final List<OutputPart> parts = new ArrayList<>();
    private final List<OutputPart> artifacts = new ArrayList<>();
    private final FakeStateMap progress = new FakeStateMap();
    private String id = "dlv_1";
    private int attempt = 1;

    public FakeDelivery(Target target, String content) {
        this.target = target;
        this.content = content;
    }

    public FakeDelivery part(String text) {
        parts.add(new Part(Optional.of(text), Optional.empty()));
        return this;
    }

    public FakeDelivery part(Attachment attachment) {
        parts.add(new Part(Optional.empty(), Optional.of(attachment)));
        return this;
    }

    public FakeDelivery artifact(Attachment attachment) {
        artifacts.add(new Part(Optional.empty(), Optional.of(attachment)));
        return this;
    }

    public FakeDelivery id(String other) {
        id = other;
        return this;
    }

    public FakeDelivery attempt(int number) {
        attempt = number;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String idempotencyKey() {
        return "kheish:" + id();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public String sessionId() {
        return "s1";
    }

    @Override
    public Optional<String> threadId() {
        return Optional.empty();
    }

    @Override
    public Optional<String> runId() {
        return Optional.of("run_1");
    }

    @Override
    public String content() {
        return content;
    }

    @Override
    public List<OutputPart> parts() {
        return parts;
    }

    @Override
    public List<OutputPart> artifacts() {
        return artifacts;
    }

    @Override
    public JsonObject metadata() {
        return Json.createObjectBuilder().add("delivery_id", id()).build();
    }

    @Override
    public String downloadPath(Attachment attachment) {
        return "/v1/assets/" + attachment.id() + "/raw?token=t";
    }

    @Override
    public FakeStateMap progress() {
        return progress;
    }

    private record Part(Optional<String> text, Optional<Attachment> attachment)
            implements OutputPart {}
}
