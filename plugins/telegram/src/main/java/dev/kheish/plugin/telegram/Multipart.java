package dev.kheish.plugin.telegram;

import dev.kheish.spi.Attachment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** A body of the type {@code multipart/form-data}. For one thread. */
final class Multipart {
    private static final int BOUNDARY_BYTES = 16;

    private final List<Piece> pieces = new ArrayList<>();
    private final String boundary;

    /** {@code random} makes a boundary that no part holds. */
    Multipart(RandomGenerator random) {
        byte[] bytes = new byte[BOUNDARY_BYTES];
        random.nextBytes(bytes);
        this.boundary = "kheish-" + HexFormat.of().formatHex(bytes);
    }

    /** A stretch of the body; files are read when all of it is. */
    private interface Piece {
        long length();

        void copyTo(byte[] body, int at) throws IOException;
    }

    private static final class Text implements Piece {
        private final byte[] utf8;

        Text(String text) {
            this.utf8 = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long length() {
            return utf8.length;
        }

        @Override
        public void copyTo(byte[] body, int at) {
            System.arraycopy(utf8, 0, body, at, utf8.length);
        }
    }

    private record File(Attachment content) implements Piece {
        @Override
        public long length() {
            return content.length();
        }

        @Override
        public void copyTo(byte[] body, int at) throws IOException {
            int length = (int) length();
            try (InputStream stream = content.open(0)) {
                if (stream.readNBytes(body, at, length) < length) {
                    throw new IOException("The file " + content.id() + " is shorter than it says");
                }
            }
        }
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    Multipart field(String name, String value) {
        head("name=\"" + name + "\"", "");
        return text(value + "\r\n");
    }

    Multipart file(String name, Attachment file) {
        head(
                "name=\"" + name + "\"; filename=\"" + safe(file.fileName()) + "\"",
                "Content-Type: " + withoutControls(file.mediaType()) + "\r\n");
        pieces.add(new File(file));
        return text("\r\n");
    }

    /** The whole of it, which is in memory once and no more. */
    byte[] bytes() throws IOException {
        text("--" + boundary + "--\r\n");
        byte[] body = new byte[Math.toIntExact(pieces.stream().mapToLong(Piece::length).sum())];
        int at = 0;
        for (Piece piece : pieces) {
            piece.copyTo(body, at);
            at += (int) piece.length();
        }
        return body;
    }

    private void head(String disposition, String more) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n");
        text(more + "\r\n");
    }

    /** As browsers do it: quotes are escaped, and a line cannot end inside of a name. */
    private static String safe(String fileName) {
        String name = withoutControls(fileName).replace("\"", "%22");
        return name.isBlank() ? "attachment.bin" : name;
    }

    private static String withoutControls(String text) {
        return text.replaceAll("\\p{Cntrl}", "");
    }

    private Multipart text(String text) {
        pieces.add(new Text(text));
        return this;
    }
}
