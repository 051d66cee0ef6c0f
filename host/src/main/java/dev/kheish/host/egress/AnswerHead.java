package dev.kheish.host.egress;

/** Status line and header fields of an answer. */
record AnswerHead(int minorVersion, int status, HeaderFields headers) {
    private static final int SWITCHING_PROTOCOLS = 101;

    /** One of those that announce the real answer. */
    boolean isInterim() {
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    /** These end with their head, whatever it says about a body. */
    boolean isBodiless() {
        return status < 200 || status == 204 || status == 304;
    }
}
