package dev.kheish.host.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The shapes in which a secret turns up in a text: itself, each line of it, and what programs
 * commonly make of it before they write it down. Very short ones would hide half of any text, so
 * they are left alone.
 */
public final class HiddenForms {
    private static final String HIDDEN = "[redacted]";
    private static final int SHORTEST = 6;
    private static final int SHORTEST_LINE = 12;
    private static final int BASE64_BYTES = 3;

    private HiddenForms() {}

    /** The shapes of some secrets, longest first: one may be part of another. */
    public static List<String> of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST) {
                collect(secret, forms);
            }
        }
        return forms.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    /** A text without these shapes. */
    public static String remove(List<String> forms, String text) {
        String shown = text;
        for (String form : forms) {
            if (shown.contains(form)) {
                shown = shown.replace(form, HIDDEN);
            }
        }
        return shown;
    }

    private static void collect(String secret, Set<String> forms) {
        forms.add(secret);
        if (secret.indexOf('\n') >= 0) {
            secret.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE)
                    .forEach(forms::add);
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        addBase64(bytes, Base64.getEncoder().withoutPadding(), forms);
        addBase64(bytes, Base64.getUrlEncoder().withoutPadding(), forms);
    }

    // Alone, and amid other bytes, as in 'Basic' of HTTP and 'PLAIN' of SASL: base64 takes three
    // bytes
    // together, so there are three ways to be in the middle. Characters that hold bits of a
    // neighbour
    // are left out.
    private static void addBase64(byte[] secret, Base64.Encoder base64, Set<String> forms) {
        forms.add(base64.encodeToString(secret));
        for (int before = 0; before < BASE64_BYTES; before++) {
            byte[] amid = new byte[before + secret.length];
            System.arraycopy(secret, 0, amid, before, secret.length);
            String text = base64.encodeToString(amid);
            int from = before == 0 ? 0 : before + 1;
            int to = amid.length % BASE64_BYTES == 0 ? text.length() : text.length() - 1;
            if (to - from >= SHORTEST) {
                forms.add(text.substring(from, to));
            }
        }
    }
}
