package dev.kheish.plugin.telegram;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has to be done for a delivery, in order. The same delivery always has the same plan, so that
 * what was done is known again by the key of its step.
 */
final class Plan {
    private static final int LARGEST_ALBUM = 10;

    /** An album is one request, and is held in memory as a whole: no more than there is room. */
    private static final long ALBUM_BYTES = 24L * 1024 * 1024;

    private final Splitter splitter;
    private final List<Step> steps = new ArrayList<>();
    private final List<Step.File> album = new ArrayList<>();

    private Plan(Splitter splitter) {
        this.splitter = splitter;
    }

    /** How a file is sent: the method, and the name of its field. */
    enum Way {
        /** Shown in the chat. */
        PHOTO("sendPhoto", "photo"),
        /** Played in the chat. */
        AUDIO("sendAudio", "audio"),
        /** To download. */
        DOCUMENT("sendDocument", "document");

        /** What Telegram takes as a photo. */
        private static final long LARGEST_PHOTO = 10L * 1024 * 1024;

        private final String method;
        private final String field;

        Way(String method, String field) {
            this.method = method;
            this.field = field;
        }

        static Way of(Attachment file) {
            String type = file.mediaType().toLowerCase(Locale.ROOT);
            if (type.equals("image/png") || type.equals("image/jpeg")) {
                return file.length() <= LARGEST_PHOTO ? PHOTO : DOCUMENT;
            }
            return type.startsWith("audio/") ? AUDIO : DOCUMENT;
        }

        String method() {
            return method;
        }

        String field() {
            return field;
        }
    }

    /** One thing to do. */
    sealed interface Step {
        /** Unique in the delivery, and the same in each attempt. */
        String key();

        /** The method that does it. */
        String method();

        /** How many messages it makes. */
        default int messages() {
            return 1;
        }

        /** How many bytes of files are in memory meanwhile. */
        default long bytes() {
            return 0;
        }

        /** Send a text. */
        record Text(String key, String text) implements Step {
            @Override
            public String method() {
                return BotApi.SEND_MESSAGE;
            }
        }

        /** Send a file. */
        record File(String key, Attachment file, Way way) implements Step {
            @Override
            public String method() {
                return way.method();
            }

            @Override
            public long bytes() {
                return file.length();
            }

            File as(Way other) {
                return new File(key, file, other);
            }
        }

        /** Send several files of one sort together. */
        record Album(String key, List<File> files) implements Step {
            @Override
            public String method() {
                return BotApi.SEND_MEDIA_GROUP;
            }

            @Override
            public long bytes() {
                return files.stream().mapToLong(File::bytes).sum();
            }

            @Override
            public int messages() {
                return files.size();
            }

            Way way() {
                return files.getFirst().way();
            }
        }
    }

    static List<Step> of(Delivery delivery, Splitter splitter) {
        var plan = new Plan(splitter);
        if (delivery.parts().isEmpty()) {
            plan.text("content", delivery.content());
        } else {
            plan.parts(delivery.parts());
        }
        return List.copyOf(plan.steps);
    }

    private void parts(List<OutputPart> parts) {
        for (int i = 0; i < parts.size(); i++) {
            int index = i;
            parts.get(i)
                    .text()
                    .filter(text -> !text.isBlank())
                    .ifPresent(
                            text -> {
                                endAlbum();
                                text("text:" + index, text);
                            });
            parts.get(i).attachment().ifPresent(file -> file(index, file));
        }
        endAlbum();
    }

    private void text(String key, String text) {
        List<String> chunks = splitter.split(text);
        for (int i = 0; i < chunks.size(); i++) {
            steps.add(new Step.Text(key + ":chunk:" + i, chunks.get(i)));
        }
    }

    private void file(int index, Attachment file) {
        var step = new Step.File("attachment:" + index + ":" + file.id(), file, Way.of(file));
        if (!fits(step)) {
            endAlbum();
        }
        album.add(step);
    }

    private boolean fits(Step.File step) {
        if (album.isEmpty()) {
            return true;
        }
        long bytes = album.stream().mapToLong(Step::bytes).sum();
        return album.getFirst().way() == step.way()
                && album.size() < LARGEST_ALBUM
                && bytes + step.bytes() <= ALBUM_BYTES;
    }

    private void endAlbum() {
        if (album.size() == 1) {
            steps.add(album.getFirst());
        } else if (!album.isEmpty()) {
            String key = "album:" + album.size() + ":" + album.getFirst().key();
            steps.add(new Step.Album(key, List.copyOf(album)));
        }
        album.clear();
    }
}
