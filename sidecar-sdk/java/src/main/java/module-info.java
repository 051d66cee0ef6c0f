/** What a sidecar in Java needs besides its platform: the conversation with the host. */
module dev.kheish.sidecar {
    exports dev.kheish.sidecar;
}
