package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileRoom;
import dev.kheish.spi.FileSink;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Gets the files of messages: asks for their path, then for the bytes. Safe for many threads. */
final class FileFetcher {
    private static final String OCTETS = "application/octet-stream";
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final BotApi api;
    private final Account account;
    private final Verdicts verdicts;
    private final FileRoom room;
    private final JsonProvider json;

    FileFetcher(Platform platform, ConnectorContext context) {
        this.api = platform.api();
        this.account = platform.account();
        this.verdicts = platform.verdicts();
        this.room = context.fileRoom();
        this.json = context.json();
    }

    void fetch(FileRef reference, FileSink sink) throws FetchException, InterruptedException {
        Media file = Media.of(reference);
        if (file.size() > sink.limit()) {
            throw tooLarge(sink.limit());
        }
        String token =
                account.token()
                        .orElseThrow(
                                () ->
                                        FetchException.temporary(
                                                "the connector has no bot token just now"));
        String path = path(token, file);
        try (FileRoom.Place _ = room.enter(file.size() < 0 ? sink.limit() : file.size())) {
            store(file, download(token, path, sink.limit()), sink);
        }
    }

    private String path(String token, Media file) throws FetchException, InterruptedException {
        JsonObject arguments = json.createObjectBuilder().add("file_id", file.fileId()).build();
        ApiAnswer answer = api.call(token, BotApi.GET_FILE, arguments);
        return switch (answer) {
            case ApiAnswer.Ok ok -> usable(ok.object().getString("file_path", ""));
            case ApiAnswer.Refused refused when refused.isAboutToken() -> {
                verdicts.tokenRefused(BotApi.GET_FILE, refused);
                throw FetchException.temporary("Telegram refused the bot token");
            }
            case ApiAnswer.Refused refused ->
                    throw FetchException.permanent(
                            "Telegram refused getFile: " + refused.description());
            case ApiAnswer.Limited _ -> throw FetchException.temporary("Telegram asked to wait");
            case ApiAnswer.Broken(int status, _) ->
                    throw FetchException.temporary("Telegram answered HTTP " + status);
            case ApiAnswer.Silent silent ->
                    throw FetchException.temporary(silent.cause().getMessage());
        };
    }

    /** The token goes with the path, so the path must not lead anywhere else. */
    private static String usable(String path) throws FetchException {
        if (path.isBlank()) {
            throw FetchException.permanent("Telegram gives no path for it");
        }
        boolean leaves =
                Arrays.stream(path.split("/", -1))
                        .anyMatch(segment -> segment.equals("..") || segment.equals("."));
        if (leaves) {
            throw FetchException.permanent("Telegram gives a path that cannot be used");
        }
        return path;
    }

    private EgressResponse download(String token, String path, long limit)
            throws FetchException, InterruptedException {
        EgressResponse response;
        try {
            response = api.download(token, path, (int) Math.min(limit, Integer.MAX_VALUE));
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
        String text = "Telegram answered HTTP " + status;
        boolean passing =
                status >= SERVER_ERROR
                        || status == TOO_MANY_REQUESTS
                        || status == REQUEST_TIMEOUT
                        || status == TOO_EARLY;
        throw passing ? FetchException.temporary(text) : FetchException.permanent(text);
    }

    private static void store(Media file, EgressResponse response, FileSink sink)
            throws FetchException {
        String declared = file.mediaType();
        String sent =
                response.header("Content-Type")
                        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .filter(type -> !type.isEmpty())
                        .orElse(OCTETS);
        try {
            sink.accept(
                    declared == null ? sent : declared, new ByteArrayInputStream(response.body()));
        } catch (IOException e) {
            throw FetchException.temporary("it could not be stored");
        }
    }

    private static FetchException tooLarge(long limit) {
        return FetchException.permanent("it is larger than " + limit + " bytes");
    }
}
