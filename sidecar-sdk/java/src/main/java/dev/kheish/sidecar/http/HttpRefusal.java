package dev.kheish.sidecar.http;

/** What was read is no request that can be served; says how to answer. */
final class HttpRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    HttpRefusal(int status, String code) {
        super(code, null, false, false);
        this.status = status;
        this.code = code;
    }

    HttpReply reply() {
        return HttpReply.error(status, code);
    }
}
