package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.http.HttpHeaders;

/** A good answer of the daemon; {@code body} is a missing node if it was empty. */
record Reply(int status, JsonNode body, HttpHeaders headers) {}
