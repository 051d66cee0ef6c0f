package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressReply;

import jakarta.json.JsonValue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;

/** Whatever somebody posts under a good signature: an orderly answer, and only whole events. */
final class ReaderPropertyTest {
    @Property
    void anyBodyGetsAnOrderlyAnswer(@ForAll long seed) {
        JsonValue body = new RandomJson(seed).envelope();
        TestConnector connector = TestConnector.usual().set("include_edits", true);

        IngressReply reply = connector.post(body.toString());

        assertThat(reply.status()).isIn(200, 400);
        if (reply.status() == 400) {
            assertThat(reply.detail()).isNotBlank();
            assertThat(connector.context.events()).isEmpty();
        }
        connector.context.events().forEach(ReaderPropertyTest::checkWhole);
    }

    @Property
    void anyEventGetsAnOrderlyAnswer(@ForAll long seed) {
        TestConnector connector = TestConnector.usual().set("include_edits", true);

        IngressReply reply =
                connector.post(Posts.callback(new RandomJson(seed).event().toString()));

        assertThat(reply.status()).isIn(200, 400);
        connector.context.events().forEach(ReaderPropertyTest::checkWhole);
    }

    @Property
    void theSamePostAlwaysMakesTheSameEvent(@ForAll long seed) {
        String body = Posts.callback(new RandomJson(seed).event().toString());
        TestConnector connector = TestConnector.usual().set("include_edits", true);

        connector.post(body);
        connector.post(body);

        List<InboundEvent> made = connector.context.events();
        assertThat(made.size()).isIn(0, 2);
        if (!made.isEmpty()) {
            assertThat(made.getFirst().key()).isEqualTo(made.getLast().key());
            assertThat(made.getFirst().aliases()).isEqualTo(made.getLast().aliases());
            assertThat(made.getFirst().fingerprint()).isEqualTo(made.getLast().fingerprint());
        }
    }

    private static void checkWhole(InboundEvent event) {
        assertThat(event.key()).isPresent();
        assertThat(event.conversationKey()).isEqualTo(event.naturalSessionId());
        assertThat(event.conversationKey().orElseThrow()).startsWith("slack:support:");
        assertThat(event.files().size()).isLessThanOrEqualTo(8);
        assertThat(event.aliases()).doesNotContain(event.key().orElseThrow());
        assertThat(event.targets()).hasSize(1);
        assertThat(CanonicalJson.write(event.metadata()).length())
                .isLessThan(Limits.METADATA_BYTES);
        assertThat(event.metadata().toString()).doesNotContain("legacy");
        event.files()
                .forEach(
                        file ->
                                assertThat(file.locator().toString())
                                        .doesNotContain("xoxe")
                                        .hasSizeLessThan(4096));
    }
}
