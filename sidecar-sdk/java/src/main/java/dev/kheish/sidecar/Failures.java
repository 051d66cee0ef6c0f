package dev.kheish.sidecar;

/** Failures in words that hold no secrets: what they are and where they come from. */
final class Failures {
    private static final int MAX_CAUSES = 5;

    private Failures() {}

    /** The name of its class, without the package. */
    static String name(Throwable failure) {
        String name = failure.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Its class and place, and those of its causes; the message only where it is one of ours. */
    static String describe(Throwable failure) {
        var text = new StringBuilder();
        Throwable one = failure;
        for (int i = 0; one != null && i < MAX_CAUSES; i++) {
            text.append(i == 0 ? "(" : "; because of ").append(one.getClass().getName());
            if (one instanceof SidecarException) {
                text.append(": ").append(one.getMessage());
            }
            StackTraceElement[] frames = one.getStackTrace();
            if (frames.length > 0) {
                text.append(" at ").append(frames[0]);
            }
            one = one.getCause();
        }
        return text.append(')').toString();
    }
}
