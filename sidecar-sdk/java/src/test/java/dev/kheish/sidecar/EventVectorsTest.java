package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.time.Instant;
import java.util.Base64;
import java.util.List;

final class EventVectorsTest {
    @TestFactory
    List<DynamicTest> eventsAreSentAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "events.json",
                entry -> {
                    Event event = event(entry.object("event").orElseThrow());

                    JsonObject sent = JsonObject.parse(event.single("i-1", 2));

                    assertThat(sent).isEqualTo(entry.object("wire").orElseThrow());
                });
    }

    private static Event event(JsonObject given) {
        Event.Builder event = Event.builder(given.requiredText("event_id"));
        given.text("fingerprint").ifPresent(event::fingerprint);
        given.integer("occurred_at_ms")
                .ifPresent(millis -> event.occurredAt(Instant.ofEpochMilli(millis)));
        given.text("actor_id").ifPresent(event::actor);
        given.text("source_kind").ifPresent(event::sourceKind);
        given.text("intent").ifPresent(event::intent);
        given.object("relation")
                .ifPresent(
                        relation ->
                                event.relation(
                                        relation.requiredText("kind"),
                                        relation.requiredText("target_event_id")));
        event.thread(given.texts("thread"));
        given.text("routing_key").ifPresent(event::routingKey);
        given.text("content").ifPresent(event::content);
        event.items(items(given, "input_items"));
        event.attachments(items(given, "attachments"));
        given.text("reply_route").ifPresent(event::replyRoute);
        given.object("metadata").ifPresent(event::metadata);
        return event.build();
    }

    private static List<InputItem> items(JsonObject given, String name) {
        return given.objects(name).stream().map(EventVectorsTest::item).toList();
    }

    private static InputItem item(JsonObject given) {
        return switch (given.requiredText("type")) {
            case "text" -> InputItem.text(given.requiredText("text"));
            case "asset_reference" -> InputItem.asset(given.requiredText("asset_id"));
            case "inline_asset" -> {
                byte[] bytes = Base64.getDecoder().decode(given.requiredText("content_base64"));
                String name = given.requiredText("file_name");
                yield given.text("media_type")
                        .map(type -> InputItem.inline(name, type, bytes))
                        .orElseGet(() -> InputItem.inline(name, bytes));
            }
            default -> throw new AssertionError("A new sort of item: " + given);
        };
    }
}
