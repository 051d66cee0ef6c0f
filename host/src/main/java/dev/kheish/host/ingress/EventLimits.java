package dev.kheish.host.ingress;

import dev.kheish.host.ingress.EventPreparer.RefusedEvent;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Receipt.Refusal;

import java.util.Collection;

/** What an event may measure, whatever its kind let through. */
final class EventLimits {
    private static final int NAME_BYTES = 512;
    private static final int KEY_BYTES = 4096;
    private static final int KEYS = 64;
    private static final int ITEMS = 64;
    private static final int FILES = 8;
    private static final int ALIASES = 8;
    private static final int HANDLES = 64;
    private static final int ADDRESS_BYTES = 64 * 1024;

    private EventLimits() {}

    static void check(InboundEvent event) {
        text("actor_id", event.actorId(), NAME_BYTES);
        text("source_kind", event.sourceKind(), NAME_BYTES);
        event.sessionId().ifPresent(EventLimits::sessionId);
        event.naturalSessionId().ifPresent(EventLimits::sessionId);
        event.conversationKey().ifPresent(key -> text("conversation key", key, KEY_BYTES));
        count("binding_keys", event.bindingKeys(), KEYS);
        event.bindingKeys().forEach(key -> text("binding_keys", key, KEY_BYTES));
        count("input_items", event.items(), ITEMS);
        count("attachments", event.attachments(), ITEMS);
        count("files", event.files(), FILES);
        count("aliases", event.aliases(), ALIASES);
        count("reply_targets", event.targets(), HANDLES);
        event.targets().forEach(to -> text("reply_targets", to.handle().address(), ADDRESS_BYTES));
        if (isEmpty(event)) {
            throw new RefusedEvent(
                    Refusal.EMPTY, "The event has no text, no asset and no file: nothing to do.");
        }
    }

    /** An id that no route could name would make a session that nobody can look at. */
    private static void sessionId(String id) {
        text("session_id", id, NAME_BYTES);
        boolean unfit =
                id.isBlank()
                        || id.equals(".")
                        || id.equals("..")
                        || id.indexOf('/') >= 0
                        || holdsWhatHasNoPlaceInAnId(id);
        if (unfit) {
            throw new RefusedEvent(
                    Refusal.BAD_SESSION_ID,
                    "A session id must not be blank, '.' or '..', and holds no '/', no control character and no half of a surrogate pair.");
        }
    }

    // Half a pair is no text in UTF-8: what is stored would be another id.
    private static boolean holdsWhatHasNoPlaceInAnId(String id) {
        int codePoint;
        for (int i = 0; i < id.length(); i += Character.charCount(codePoint)) {
            codePoint = id.codePointAt(i);
            if (Character.isISOControl(codePoint)
                    || Character.getType(codePoint) == Character.SURROGATE) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEmpty(InboundEvent event) {
        Collection<FileRef> files = event.files();
        return files.isEmpty()
                && event.attachments().isEmpty()
                && event.items().stream()
                        .allMatch(
                                item ->
                                        item.type() == InputItem.Type.TEXT
                                                && item.text().isBlank());
    }

    private static void text(String what, String value, int maxBytes) {
        // a char takes at least one byte, and at most three: most texts are settled without
        // counting
        if (value.length() > maxBytes
                || (value.length() * 3 > maxBytes && utf8Bytes(value) > maxBytes)) {
            throw new RefusedEvent(
                    Refusal.TOO_LARGE, what + " is longer than " + maxBytes + " bytes of UTF-8.");
        }
    }

    private static int utf8Bytes(String value) {
        return value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    private static void count(String what, Collection<?> values, int max) {
        if (values.size() > max) {
            throw new RefusedEvent(
                    Refusal.TOO_LARGE,
                    what + " has " + values.size() + " entries; at most " + max + " are taken.");
        }
    }
}
