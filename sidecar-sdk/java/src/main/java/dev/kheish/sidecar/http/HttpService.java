package dev.kheish.sidecar.http;

import java.io.IOException;

/** Answers requests, from many threads at once. */
public interface HttpService {
    /**
     * Answers one request.
     *
     * @throws IOException if the caller is gone; its connection is closed without an answer
     * @throws InterruptedException if the server is being closed
     */
    HttpReply serve(HttpRequest request) throws IOException, InterruptedException;
}
