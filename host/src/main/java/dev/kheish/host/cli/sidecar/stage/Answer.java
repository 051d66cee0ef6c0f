package dev.kheish.host.cli.sidecar.stage;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Map;

/** What came back for a request. */
public sealed interface Answer {
    /** For people. */
    String shown();

    /**
     * A whole answer.
     *
     * @param headers names in lower case
     * @param persistent whether the same connection takes another request
     */
    record Reply(
            int status, Map<String, String> headers, String body, boolean persistent, Duration took)
            implements Answer {
        private static final int SHOWN = 700;

        public Reply {
            headers = Map.copyOf(headers);
        }

        /** A missing node if it is not JSON. */
        public JsonNode json() {
            return Json.read(body);
        }

        @Override
        public String shown() {
            String type = headers.getOrDefault("content-type", "none");
            return "HTTP %d after %s\nContent-Type: %s\n\n%s"
                    .formatted(status, Texts.of(took), type, Texts.cut(body, SHOWN));
        }
    }

    /** The connection ended before a whole answer had come. */
    record Closed(String how, Duration took) implements Answer {
        @Override
        public String shown() {
            return how + " after " + Texts.of(took);
        }
    }

    /** Nothing, or not everything, within the time. */
    record Silent(Duration took) implements Answer {
        @Override
        public String shown() {
            return "no whole answer within " + Texts.of(took);
        }
    }

    /** Nobody takes connections. */
    record Unreachable(String why) implements Answer {
        @Override
        public String shown() {
            return "no connection: " + why;
        }
    }
}
