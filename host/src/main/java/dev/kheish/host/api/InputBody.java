package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.JakartaNodes;
import dev.kheish.host.session.Session;
import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an input: text or items, attachments, metadata, targets, keys. */
final class InputBody {
    private static final int KEY_BYTES = 256;
    private static final int NAME_BYTES = 512;
    private static final int ITEMS = 64;

    private final TargetBody targets;

    InputBody(TargetBody targets) {
        this.targets = targets;
    }

    InboundEvent read(Session session, ObjectNode object, Optional<String> headerKey) {
        return Members.read(object, body -> event(session, object, body, headerKey));
    }

    private InboundEvent event(
            Session session, ObjectNode object, Members body, Optional<String> headerKey) {
        InboundEvent.Builder event =
                InboundEvent.builder(
                                body.optionalText("source_kind", NAME_BYTES).orElse("api"),
                                body.optionalText("actor_id", NAME_BYTES).orElse("api-user"))
                        .session(session.id())
                        .items(items(body))
                        .attachments(body.objects("attachments", ITEMS, ItemBody::asset))
                        .bindingKeys(body.texts("binding_keys", ITEMS));
        body.optionalValue("metadata").map(JakartaNodes::toValue).ifPresent(event::metadata);
        List<StoredTarget> to = new ArrayList<>(targets.legacy(body));
        to.addAll(targets.optional(body));
        to.forEach(
                target ->
                        event.replyTo(
                                ReplyHandle.of(target.plugin(), target.address()),
                                Origin.OPERATOR));
        key(body, headerKey)
                .ifPresent(
                        key ->
                                event.once(
                                        "session " + session.seq() + " " + key,
                                        fingerprint(object)));
        return event.build();
    }

    private static List<InputItem> items(Members body) {
        Optional<String> content = body.optionalText("content", 1024 * 1024);
        List<InputItem> items = body.objects("input_items", ITEMS, ItemBody::item);
        if (content.isPresent() && !items.isEmpty()) {
            body.refuse("content", "does not go together with input_items");
        }
        return items.isEmpty()
                ? content.map(InputItem::text).map(List::of).orElse(List.of())
                : items;
    }

    private static Optional<String> key(Members body, Optional<String> headerKey) {
        Optional<String> given = body.optionalText("idempotency_key", KEY_BYTES).map(String::strip);
        Optional<String> header = headerKey.map(String::strip);
        if (given.isPresent() && header.isPresent() && !given.equals(header)) {
            body.refuse("idempotency_key", "differs from the header Idempotency-Key");
        }
        Optional<String> key = given.or(() -> header);
        key.filter(text -> text.isEmpty() || text.chars().anyMatch(Character::isISOControl))
                .ifPresent(
                        _ ->
                                body.refuse(
                                        "idempotency_key",
                                        "must not be blank or hold control characters"));
        return key;
    }

    private static String fingerprint(ObjectNode object) {
        ObjectNode content = object.deepCopy();
        content.remove("idempotency_key");
        return CanonicalJson.sha256(JakartaNodes.toValue(content));
    }
}
