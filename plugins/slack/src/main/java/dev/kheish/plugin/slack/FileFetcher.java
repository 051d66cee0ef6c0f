package dev.kheish.plugin.slack;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileRoom;
import dev.kheish.spi.FileSink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Gets the files of messages, with the token of their workspace. Safe for use by many threads. */
final class FileFetcher {
    private static final String OCTETS = "application/octet-stream";
    private static final String HTML = "text/html";
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final String SCOPE =
            "Slack did not let the bot token read it; the app needs the scope files:read";

    private final SlackApi api;
    private final Tokens tokens;
    private final FileHosts hosts;
    private final Troubles troubles;
    private final FileRoom room;

    /** {@code room} bounds the bytes that are in memory. */
    FileFetcher(SlackApi api, Tokens tokens, FileHosts hosts, Troubles troubles, FileRoom room) {
        this.api = api;
        this.tokens = tokens;
        this.hosts = hosts;
        this.troubles = troubles;
        this.room = room;
    }

    void fetch(FileRef reference, FileSink sink) throws FetchException, InterruptedException {
        SharedFile file = SharedFile.of(reference.locator());
        Tokens.Token token =
                tokens.of(file.workspace())
                        .orElseThrow(
                                () ->
                                        FetchException.temporary(
                                                "the connector has no bot token for its"
                                                        + " workspace"));
        if (!token.isSendable()) {
            throw FetchException.temporary(
                    "what is stored as " + token.path() + " cannot be a bot token");
        }
        SharedFile located = file.url() == null ? located(file, token) : file;
        String url = located.url();
        if (url == null) {
            throw FetchException.permanent("Slack gives no address for it");
        }
        Optional<String> refusal = hosts.refusal(url);
        if (refusal.isPresent()) {
            throw FetchException.permanent(refusal.get());
        }
        if (located.size() > sink.limit()) {
            throw tooLarge(sink.limit());
        }
        try (FileRoom.Place _ = room.enter(located.size() < 0 ? sink.limit() : located.size())) {
            store(located, download(url, token, sink.limit()), sink);
        }
        troubles.solved(token, SlackApi.FILE_INFO);
    }

    /** In channels shared with other organisations, a message tells no more than the id. */
    private SharedFile located(SharedFile file, Tokens.Token token)
            throws FetchException, InterruptedException {
        return switch (api.fileInfo(token, file.id())) {
            case ApiAnswer.Ok ok -> {
                troubles.solved(token, SlackApi.FILE_INFO);
                Members told = new Members(ok.body(), "").object("file");
                if (told == null) {
                    throw FetchException.permanent("Slack gives no address for it");
                }
                yield SharedFile.of(told, file.workspace());
            }
            case ApiAnswer.Refused refused -> throw refused(token, refused);
            case ApiAnswer.Limited _ -> throw FetchException.temporary("Slack asked to wait");
            case ApiAnswer.Broken(int status, _) ->
                    throw FetchException.temporary("Slack answered HTTP " + status);
            case ApiAnswer.Silent silent ->
                    throw FetchException.temporary(silent.cause().getMessage());
        };
    }

    private FetchException refused(Tokens.Token token, ApiAnswer.Refused refused) {
        ApiError error = ApiError.of(refused.error());
        String text = "Slack refused files.info: " + refused.error();
        return switch (error.sort()) {
            case UNCERTAIN, TEMPORARY -> FetchException.temporary(text);
            case TOKEN, RIGHT -> {
                report(
                        token,
                        refused.error(),
                        text + ". " + error.advice(),
                        error.sort() == ApiError.Sort.TOKEN);
                yield FetchException.permanent(text);
            }
            case FINAL, GONE, UNKNOWN -> FetchException.permanent(text);
        };
    }

    private EgressResponse download(String url, Tokens.Token token, long limit)
            throws FetchException, InterruptedException {
        EgressResponse response;
        try {
            response = api.download(url, token, (int) Math.min(limit, Integer.MAX_VALUE));
        } catch (EgressException e) {
            throw switch (e.reason()) {
                case TOO_LARGE -> tooLarge(limit);
                case INVALID_URL, BLOCKED_ADDRESS -> FetchException.permanent(e.getMessage());
                default -> FetchException.temporary(e.getMessage());
            };
        }
        int status = response.status();
        if (status >= 200 && status < 300) {
            return response;
        }
        String text = "Slack answered HTTP " + status;
        if (status >= SERVER_ERROR
                || status == TOO_MANY_REQUESTS
                || status == REQUEST_TIMEOUT
                || status == TOO_EARLY) {
            throw FetchException.temporary(text);
        }
        if (status < 400 || status == 401 || status == 403) {
            // Whom it does not know it sends to the login page.
            report(token, "missing_scope", "Files are not fetched: " + SCOPE + ".", false);
            throw FetchException.permanent(SCOPE);
        }
        throw FetchException.permanent(text);
    }

    private void store(SharedFile file, EgressResponse response, FileSink sink)
            throws FetchException {
        String sent =
                response.header("Content-Type")
                        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .filter(type -> !type.isEmpty())
                        .orElse(OCTETS);
        String declared = file.mediaType();
        if (declared != null && !declared.equals(HTML) && sent.equals(HTML)) {
            throw FetchException.permanent(SCOPE);
        }
        try {
            sink.accept(
                    declared == null ? sent : declared, new ByteArrayInputStream(response.body()));
        } catch (IOException e) {
            throw FetchException.temporary("it could not be stored");
        }
    }

    private void report(Tokens.Token token, String error, String text, boolean total) {
        troubles.report(token, SlackApi.FILE_INFO, new Troubles.Trouble(error, text, total));
    }

    private static FetchException tooLarge(long limit) {
        return FetchException.permanent("it is larger than " + limit + " bytes");
    }
}
