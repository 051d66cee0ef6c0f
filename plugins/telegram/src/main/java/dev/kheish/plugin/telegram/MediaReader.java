package dev.kheish.plugin.telegram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Finds the files of a message. Safe for use by many threads. */
final class MediaReader {
    private static final int LONGEST_TYPE = 255;

    private MediaReader() {}

    /** The files in order; a sticker whose format is not told is none. */
    static List<Media> read(Members message) {
        List<Media> files = new ArrayList<>();
        // An animation comes as a document, too, for the sake of old programs.
        if (!message.has("animation")) {
            add(files, message, "document", "telegram-document.bin", null);
        }
        photo(files, message.objects("photo"));
        add(files, message, "voice", "telegram-voice-%s.ogg", "audio/ogg");
        add(files, message, "audio", "telegram-audio-%s.mp3", "audio/mpeg");
        add(files, message, "video", "telegram-video-%s.mp4", "video/mp4");
        add(files, message, "animation", "telegram-animation-%s.mp4", "video/mp4");
        add(files, message, "video_note", "telegram-video-note-%s.mp4", "video/mp4");
        sticker(files, message.object("sticker"));
        return List.copyOf(files);
    }

    /** Whether there is a sticker of which nobody can tell what sort of file it is. */
    static boolean hasUntypedSticker(Members message) {
        Members sticker = message.object("sticker");
        return sticker != null && format(sticker) == null;
    }

    private static void add(
            List<Media> files,
            Members message,
            String member,
            String otherwise,
            @Nullable String usualType) {
        Members file = message.object(member);
        if (file == null) {
            return;
        }
        String id = file.id("file_id");
        String given = file.text("file_name");
        String name = given == null || given.isBlank() ? otherwise.formatted(id) : given.strip();
        files.add(media(file, id, name, type(file, usualType)));
    }

    private static Media media(Members file, String id, String name, @Nullable String type) {
        Long size = file.number("file_size");
        return new Media(id, Limits.cut(name, Limits.FILE_NAME), type, size == null ? -1 : size);
    }

    private static @Nullable String type(Members file, @Nullable String usual) {
        String told = file.text("mime_type");
        if (told == null || told.isBlank() || told.length() > LONGEST_TYPE) {
            return usual;
        }
        return told.strip().toLowerCase(Locale.ROOT);
    }

    /** Telegram sends a photo in several sizes: the largest is taken. */
    private static void photo(List<Media> files, List<Members> sizes) {
        boolean allTellBytes = sizes.stream().allMatch(size -> size.has("file_size"));
        Comparator<Members> order =
                Comparator.comparingLong(
                        size -> allTellBytes ? size.required("file_size") : area(size));
        sizes.stream()
                .max(order)
                .map(
                        size -> {
                            String id = size.id("file_id");
                            return media(size, id, "telegram-photo-" + id + ".jpg", "image/jpeg");
                        })
                .ifPresent(files::add);
    }

    private static long area(Members size) {
        long width = Objects.requireNonNullElse(size.number("width"), 0L);
        long height = Objects.requireNonNullElse(size.number("height"), 0L);
        return width * height;
    }

    private static void sticker(List<Media> files, @Nullable Members sticker) {
        Format format = sticker == null ? null : format(sticker);
        if (sticker != null && format != null) {
            String id = sticker.id("file_id");
            String name = "telegram-sticker-" + id + "." + format.extension;
            files.add(media(sticker, id, name, format.type));
        }
    }

    private static @Nullable Format format(Members sticker) {
        if (sticker.flag("is_animated")) {
            return Format.ANIMATED;
        }
        if (sticker.flag("is_video")) {
            return Format.VIDEO;
        }
        boolean told = sticker.tells("is_animated") || sticker.tells("is_video");
        return told ? Format.STATIC : null;
    }

    /** What stickers are made of. */
    private enum Format {
        STATIC("webp", "image/webp"),
        ANIMATED("tgs", "application/x-tgsticker"),
        VIDEO("webm", "video/webm");

        private final String extension;
        private final String type;

        Format(String extension, String type) {
            this.extension = extension;
            this.type = type;
        }
    }
}
