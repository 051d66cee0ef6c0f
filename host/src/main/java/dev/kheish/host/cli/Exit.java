package dev.kheish.host.cli;

/** How a command ended, as scripts see it. The numbers are a promise. */
enum Exit {
    OK(0),
    FAILED(1),
    REFUSED(2),
    UNREACHABLE(3),
    NOT_ALLOWED(4),
    NOT_FOUND(5),
    CONFLICT(6),
    TIMED_OUT(7);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Exit ofStatus(int status) {
        return switch (status) {
            case 400, 413, 422 -> REFUSED;
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 408, 429, 503, 504 -> TIMED_OUT;
            default -> status / 100 == 2 ? OK : FAILED;
        };
    }
}
