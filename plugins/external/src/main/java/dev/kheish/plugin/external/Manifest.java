package dev.kheish.plugin.external;

import jakarta.json.JsonValue;

/**
 * What a sidecar says that it is. Immutable.
 *
 * @param instanceId names one life of the sidecar; not blank, at most 512 bytes of UTF-8
 * @param attachmentsIn whether it may send files with events
 * @param attachmentsOut whether it takes files with deliveries
 * @param threads whether its conversations have threads
 */
public record Manifest(
        String instanceId,
        boolean attachmentsIn,
        boolean attachmentsOut,
        boolean threads,
        boolean experimental) {

    /** Reads the answer of {@code GET /manifest}; members that are not known are ignored. */
    static Manifest read(JsonValue answer) throws SidecarException {
        Answer members = Answer.of("manifest", answer);
        members.requireVersion();
        Answer capabilities = members.object("capabilities");
        return new Manifest(
                members.instanceId(),
                capabilities.flag("attachments_in", true),
                capabilities.flag("attachments_out", true),
                capabilities.flag("threads", false),
                members.flag("experimental", false));
    }
}
