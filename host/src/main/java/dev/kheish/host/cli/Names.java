package dev.kheish.host.cli;

import java.util.ArrayList;
import java.util.List;

/** Dotted names such as {@code session_policy.persona_id}. */
final class Names {
    private Names() {}

    static List<String> split(String name) {
        List<String> steps = new ArrayList<>(2);
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            steps.add(name.substring(start, dot));
            start = dot + 1;
        }
        steps.add(name.substring(start));
        return steps;
    }
}
