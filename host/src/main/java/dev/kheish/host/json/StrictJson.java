package dev.kheish.host.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON from strangers: one value, UTF-8 without malformed bytes, no duplicate members, no
 * lone surrogates, numbers and nesting within limits. Safe for use by many threads.
 */
public final class StrictJson {
    private static final int MAX_EXPONENT = 400;
    // what the platform puts in the place of malformed bytes; a sender may also mean it
    private static final char UNREADABLE = '\uFFFD';
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNumberLength(400)
                                    .maxStringLength(64 * 1024 * 1024)
                                    .maxNestingDepth(1000)
                                    .build())
                    .build();

    private StrictJson() {}

    /** Reads a value for a plugin. */
    public static JsonValue values(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return read(utf8, maxDepth, ValueTree::read);
    }

    /** Reads a tree for the host. */
    public static JsonNode tree(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return read(utf8, maxDepth, NodeTree::read);
    }

    private static <T> T read(byte[] utf8, int maxDepth, TreeReader<T> reader)
            throws MalformedJsonException {
        String text = decode(utf8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException("The body is empty where JSON was expected.");
            }
            T value = reader.read(new Cursor(parser, maxDepth, text.contains("\\u")));
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(
                        "There is more after the JSON value" + place(parser) + ".");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException(
                    "The body is not well-formed JSON: "
                            + firstLine(e)
                            + (e.getLocation() == null ? "" : place(e.getLocation()))
                            + ".");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /** Quickly, but for text that looks as if something in it could not be read. */
    private static String decode(byte[] utf8) throws MalformedJsonException {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.indexOf(UNREADABLE) < 0 ? text : decodeStrictly(utf8);
    }

    private static String decodeStrictly(byte[] utf8) throws MalformedJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("The body is not UTF-8.");
        }
    }

    private static String firstLine(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static String place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static String place(JsonLocation location) {
        return " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    /** Builds one value from the parser's current token on. */
    @FunctionalInterface
    interface TreeReader<T> {
        T read(Cursor cursor) throws IOException, MalformedJsonException;
    }

    /** The parser with the limits that hold everywhere. For one thread. */
    static final class Cursor {
        private final JsonParser parser;
        private final int maxDepth;
        private final boolean hasEscapes;
        private int depth;

        Cursor(JsonParser parser, int maxDepth, boolean hasEscapes) {
            this.parser = parser;
            this.maxDepth = maxDepth;
            this.hasEscapes = hasEscapes;
        }

        JsonParser parser() {
            return parser;
        }

        JsonToken next() throws IOException {
            return parser.nextToken();
        }

        void enter() throws MalformedJsonException {
            if (++depth > maxDepth) {
                throw new MalformedJsonException(
                        "The JSON is nested deeper than "
                                + maxDepth
                                + " levels"
                                + place(parser)
                                + ".");
            }
        }

        void leave() {
            depth--;
        }

        /**
         * The current string or member name; text decoded from UTF-8 is whole unless escapes made
         * it.
         */
        String text() throws IOException, MalformedJsonException {
            String text = parser.getText();
            if (hasEscapes && hasLoneSurrogate(text)) {
                throw new MalformedJsonException(
                        "A text holds half a surrogate pair" + place(parser) + ".");
            }
            return text;
        }

        /** A number whose exponent could fill the memory when written out is no number for us. */
        void checkNumber() throws IOException, MalformedJsonException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
                String text = parser.getText();
                int e = Math.max(text.indexOf('e'), text.indexOf('E'));
                if (e >= 0 && exponent(text.substring(e + 1)) > MAX_EXPONENT) {
                    throw new MalformedJsonException(
                            "A number is out of range" + place(parser) + ".");
                }
            }
        }

        private static int exponent(String digits) {
            try {
                return Math.abs(Integer.parseInt(digits));
            } catch (NumberFormatException e) {
                return Integer.MAX_VALUE;
            }
        }

        private static boolean hasLoneSurrogate(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isHighSurrogate(c)) {
                    if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                        return true;
                    }
                    i++;
                } else if (Character.isLowSurrogate(c)) {
                    return true;
                }
            }
            return false;
        }
    }
}
