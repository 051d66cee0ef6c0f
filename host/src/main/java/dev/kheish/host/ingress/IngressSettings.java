package dev.kheish.host.ingress;

/**
 * {@code ingress.*}
 *
 * @param strangersBodyBytes memory for bodies of callers who have not proved who they are
 */
public record IngressSettings(long strangersBodyBytes) {
    /** 64 MiB. */
    public static final IngressSettings DEFAULT = new IngressSettings(64L * 1024 * 1024);
}
