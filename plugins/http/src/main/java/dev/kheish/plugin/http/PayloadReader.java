package dev.kheish.plugin.http;

import dev.kheish.spi.ReplyHandle;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the body of a post. Throws {@link BadInputException} naming the member that is wrong. */
final class PayloadReader {
    private static final Set<String> MEMBERS =
            Set.of(
                    "session_id",
                    "binding_keys",
                    "actor_id",
                    "content",
                    "input_items",
                    "attachments",
                    "metadata",
                    "reply_targets",
                    "reply_plugin",
                    "reply_address",
                    "idempotency_key");
    private static final Set<String> HANDLE_MEMBERS = Set.of("plugin", "address");

    private PayloadReader() {}

    static Payload read(JsonValue root) {
        Members members = Members.of(root, "", MEMBERS);
        return new Payload(
                sender(members),
                body(members),
                members.any("metadata"),
                reply(members),
                members.id("idempotency_key", Limits.ID_BYTES));
    }

    private static Payload.Sender sender(Members members) {
        return new Payload.Sender(
                members.id("session_id", Limits.ID_BYTES),
                bindingKeys(members),
                members.id("actor_id", Limits.ID_BYTES));
    }

    private static List<String> bindingKeys(Members members) {
        TreeSet<String> keys = new TreeSet<>();
        List<JsonValue> list = members.list("binding_keys", Limits.BINDING_KEYS);
        for (int i = 0; i < list.size(); i++) {
            String path = "binding_keys[" + i + "]";
            if (!(list.get(i) instanceof JsonString text)) {
                throw Members.wrongType(path, "a string", list.get(i), "");
            }
            String key = text.getString().strip();
            if (key.isEmpty()) {
                throw new BadInputException("'" + path + "' is blank; leave it out.");
            }
            if (Limits.utf8Bytes(key) > Limits.BINDING_KEY_BYTES) {
                throw new BadInputException(
                        "'%s' is longer than %d bytes of UTF-8."
                                .formatted(path, Limits.BINDING_KEY_BYTES));
            }
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    private static Payload.Body body(Members members) {
        String content = members.text("content");
        var body =
                new Payload.Body(
                        content == null ? "" : content,
                        ItemReader.items(members.list("input_items", Limits.ITEMS)),
                        ItemReader.attachments(members.list("attachments", Limits.ITEMS)));
        if (!body.items().isEmpty()
                && (!body.content().isBlank() || !body.attachments().isEmpty())) {
            throw new BadInputException(
                    "'input_items' cannot go together with 'content' or 'attachments'; put"
                            + " everything into 'input_items'.");
        }
        return body;
    }

    private static Payload.Reply reply(Members members) {
        List<ReplyHandle> handles = new ArrayList<>();
        List<JsonValue> list = members.list("reply_targets", Limits.REPLY_TARGETS);
        for (int i = 0; i < list.size(); i++) {
            String where = "reply_targets[" + i + "]";
            Members handle = Members.of(list.get(i), where, HANDLE_MEMBERS);
            handles.add(
                    ReplyHandle.of(
                            handle.requiredId("plugin", Limits.ID_BYTES),
                            handle.requiredId("address", Limits.ADDRESS_BYTES)));
        }
        String plugin = members.id("reply_plugin", Limits.ID_BYTES);
        String address = members.id("reply_address", Limits.ADDRESS_BYTES);
        if ((plugin == null) != (address == null)) {
            throw new BadInputException(
                    "'reply_plugin' and 'reply_address' come together; '%s' is missing or blank."
                            .formatted(plugin == null ? "reply_plugin" : "reply_address"));
        }
        ReplyHandle first =
                plugin == null || address == null ? null : ReplyHandle.of(plugin, address);
        return new Payload.Reply(first, List.copyOf(handles));
    }
}
