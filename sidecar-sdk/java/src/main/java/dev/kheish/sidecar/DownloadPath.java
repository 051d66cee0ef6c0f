package dev.kheish.sidecar;

/** Where an attachment may be fetched: the shared token goes there. */
final class DownloadPath {
    private DownloadPath() {}

    /** True for a path at the host, and for nothing that could lead elsewhere. */
    static boolean isSafe(String path) {
        if (!path.startsWith("/") || path.startsWith("//")) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c > '~' || c == '\\' || c == '#') {
                return false;
            }
        }
        return true;
    }
}
