package dev.kheish.host.cli.sidecar.check;

/** The rules for sidecars, by the section of docs/writing-a-sidecar.md in which they stand. */
public enum Clause {
    UP(
            "How it is started",
            "A sidecar answers /manifest and /health within 20 s of its start and says ready or degraded."),
    INSTANCE(
            "Manifest",
            "INSTANCE_ID of the environment is the instance id in manifest, health and events."),
    ADDRESS(
            "How it is started",
            "A sidecar listens at the host and port of BASE_URL and nowhere else."),
    AGAIN("How it is started", "It can be started again at once, however it ended before."),
    MANIFEST(
            "Manifest",
            "GET /manifest gives protocol_version 1, an instance_id, and true or false for each capability."),
    HEALTH(
            "Health",
            "GET /health gives protocol_version 1, the instance_id of the manifest, a status, and a detail if need be."),
    AUTHENTICATION(
            "Authentication",
            "A request whose Authorization header is not exactly 'Bearer' and the shared token gets 401."),
    TEST_API(
            "Bad requests",
            "POST /__test/inject is an unknown path unless ENABLE_TEST_API and TEST_MODE are set."),
    UNKNOWN_PATH("Bad requests", "An unknown path gets 404 with a JSON body."),
    MALFORMED(
            "Bad requests", "A request that cannot be read gets a 4xx answer and harms no other."),
    SIZE(
            "Bad requests",
            "A request of 2 MiB is taken or refused with 413, a larger one refused, without delay."),
    CONNECTIONS(
            "Bad requests",
            "No client keeps others waiting, and after an answer a connection is either closed or ready for the next request."),
    OUTCOME(
            "Deliveries",
            "A delivery is answered within 15 s with HTTP 200, a status of committed, retryable_error or terminal_error, and at most 64 KiB."),
    ONCE(
            "Duplicates",
            "A delivery_id stands for one message: a repeat gets the same outcome and has no further effect."),
    TOLERANCE("Writing a sidecar", "Members that a sidecar does not know are ignored."),
    TEXT("Deliveries", "Content is any Unicode text."),
    TOGETHER(
            "Deliveries",
            "Deliveries may come at the same time, and /health is answered meanwhile."),
    ATTACHMENTS(
            "Files",
            "An attachment is fetched from DAEMON_BASE_URL with its download_path and the shared token."),
    FOREIGN_PATH(
            "Files",
            "A download_path that is not a plain path at the host is refused before anything is sent."),
    DRAINING(
            "Stopping",
            "After SIGTERM health says draining or nothing answers, and new deliveries get retryable_error or no connection."),
    FINISHING("Stopping", "Deliveries that have begun are finished after SIGTERM."),
    LEFT("Stopping", "The process ends within 10 s of SIGTERM with code 0."),
    NOTHING_LEFT("Stopping", "Nothing that a sidecar started outlives it."),
    LIFELINE(
            "Stopping", "With LIFELINE=stdin the end of standard input means the same as SIGTERM."),
    CREDENTIALS(
            "Credentials",
            "A secret is fetched from /credentials/NAME with the credential token in the Authorization header."),
    NO_CREDENTIAL(
            "Credentials",
            "Without a secret that it needs a sidecar ends with a message and a code other than 0, or reports degraded."),
    TOKEN_FILE(
            "Credentials",
            "The token in CREDENTIAL_TOKEN_FILE is the newest; the one in the environment dies after five minutes."),
    EVENT("Events", "An event has the members and limits of ingress contract 2."),
    RETRY(
            "Answers",
            "An event that was answered with 429 or 5xx is sent again unchanged, not before Retry-After is over."),
    VERSION_1(
            "Answers",
            "An event rejected for an unsupported protocol_version is sent again with protocol_version 1."),
    BATCH("Batches", "A batch has at most 64 events; without that route they are sent one by one."),
    SECRECY("Security", "No secret is ever part of a URL or of what a sidecar prints.");

    private final String section;
    private final String rule;

    Clause(String section, String rule) {
        this.section = section;
        this.rule = rule;
    }

    public String section() {
        return section;
    }

    public String rule() {
        return rule;
    }
}
