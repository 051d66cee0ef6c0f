package dev.kheish.host.egress;

/** Scheme, host and port: all that an error message may tell of a URL. */
record EgressOrigin(Scheme scheme, String host, int port) {
    @Override
    public String toString() {
        return scheme.text() + "://" + host + ":" + port;
    }

    /** Host, and port unless it is the scheme's own. */
    String authority() {
        return port == scheme.defaultPort() ? host : host + ":" + port;
    }
}
