package dev.kheish.tests;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arguments of a call of the Bot API: fields and files. */
record TelegramForm(Map<String, String> fields, Map<String, File> files) {
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

    record File(String name, byte[] bytes) {}

    /** Empty when it is not there. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    static TelegramForm of(JsonNode arguments) {
        Map<String, String> fields = new LinkedHashMap<>();
        arguments
                .properties()
                .forEach(
                        member ->
                                fields.put(
                                        member.getKey(),
                                        member.getValue().isValueNode()
                                                ? member.getValue().asText()
                                                : member.getValue().toString()));
        return new TelegramForm(fields, Map.of());
    }

    /** Reads {@code multipart/form-data}; each byte is one character meanwhile. */
    static TelegramForm read(String contentType, byte[] body) {
        String boundary = "--" + contentType.replaceFirst(".*boundary=", "");
        String text = new String(body, StandardCharsets.ISO_8859_1);
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, File> files = new LinkedHashMap<>();
        int at = text.indexOf(boundary);
        while (!text.startsWith("--", at + boundary.length())) {
            int start = at + boundary.length() + 2;
            int next = text.indexOf("\r\n" + boundary, start);
            int head = text.indexOf("\r\n\r\n", start);
            String headers = utf8(text.substring(start, head));
            String content = text.substring(head + 4, next);
            Matcher name = NAME.matcher(headers);
            Matcher file = FILE_NAME.matcher(headers);
            if (!name.find()) {
                throw new IllegalArgumentException("A part without a name: " + headers);
            }
            if (file.find()) {
                byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
                files.put(name.group(1), new File(file.group(1), bytes));
            } else {
                fields.put(name.group(1), utf8(content));
            }
            at = next + 2;
        }
        return new TelegramForm(fields, files);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
