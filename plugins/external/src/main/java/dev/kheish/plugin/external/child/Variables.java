package dev.kheish.plugin.external.child;

import java.util.List;

/** The names that the environment of a child process is made of. */
final class Variables {
    /** What it gets from the host's own environment, where that has it. */
    static final List<String> KEPT =
            List.of(
                    "PATH",
                    "HOME",
                    "LANG",
                    "LC_ALL",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "TMPDIR",
                    "TMP",
                    "TEMP",
                    "PYTHONHOME",
                    "PYTHONPATH",
                    "VIRTUAL_ENV",
                    "SYSTEMROOT",
                    "WINDIR");

    static final String NAME = "KHEISH_EXTERNAL_CONNECTOR_NAME";
    static final String BASE_URL = "KHEISH_EXTERNAL_CONNECTOR_BASE_URL";
    static final String DAEMON_BASE_URL = "KHEISH_EXTERNAL_CONNECTOR_DAEMON_BASE_URL";
    static final String SHARED_TOKEN = "KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN";
    static final String CREDENTIAL_TOKEN = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN";
    static final String CREDENTIAL_KEYS_JSON = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_KEYS_JSON";
    static final String CREDENTIAL_TOKEN_FILE = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE";
    static final String LIFELINE = "KHEISH_EXTERNAL_CONNECTOR_LIFELINE";

    /** The only one of these names that an operator may set. */
    static final String INSTANCE_ID = "KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID";

    private Variables() {}
}
