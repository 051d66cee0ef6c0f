package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.asset.AssetTooLargeException;
import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.PreparedBlob;
import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.ContentReply;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v1/assets}: storing files and reading them. */
public final class AssetRoutes implements HttpService {
    private static final Pattern JSON_UPLOAD =
            Pattern.compile("\\s*application/json\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE_NAME =
            Pattern.compile(
                    "(?i)filename\\*=UTF-8''([^;\\s]+)|filename=\"((?:[^\"\\\\]|\\\\.)*)\"|filename=([^;\\s\"]+)");
    private static final int ENVELOPE = 16 * 1024;

    private final Store store;
    private final Assets assets;
    private final AuditLog audit;
    private final Gate gate;
    private final LeasedAssets leased;

    public AssetRoutes(Store store, Assets assets, AuditLog audit, Gate gate, LeasedAssets leased) {
        this.store = store;
        this.assets = assets;
        this.audit = audit;
        this.gate = gate;
        this.leased = leased;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/assets", Access.READ.of(this::list))
                .post("/v1/assets", Access.WORK.of(this::create))
                .get("/v1/assets/{id}", Access.ANY.of(this::view))
                .get("/v1/assets/{id}/raw", Access.PUBLIC.of(this::raw))
                .head("/v1/assets/{id}/raw", Access.PUBLIC.of(this::raw));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Paging paging = Paging.of(request);
        long after = paging.afterNumber().orElse(0L);
        List<StoredAsset> found = store.read(reader -> assets.list(reader, after, paging.fetch()));
        paging.send(
                response,
                found,
                "asset_id_asc",
                asset -> Long.toString(asset.seq()),
                AssetRoutes::view);
    }

    private void create(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        PreparedBlob blob;
        try {
            blob = isJson(request) ? fromJson(request) : fromBody(request);
        } catch (AssetTooLargeException e) {
            throw Bodies.tooLarge(e.limit());
        } catch (IOException | UncheckedIOException e) {
            throw Bodies.unreadable();
        }
        String actor = Caller.of(request).name();
        StoredAsset stored =
                store.write(
                        tx -> {
                            StoredAsset asset = assets.add(tx, blob);
                            audit.append(
                                    tx,
                                    actor,
                                    "asset_create",
                                    asset.id(),
                                    Json.object().put("byte_length", asset.length()));
                            return asset;
                        });
        response.header(HeaderNames.LOCATION, "/v1/assets/" + stored.id());
        Reply.json(response, 201, view(stored));
    }

    private void view(ServerRequest request, ServerResponse response) {
        StoredAsset asset = find(request);
        Caller caller = Caller.of(request);
        if (caller.role() == Role.WORKER) {
            checkLease(caller, asset);
        }
        Reply.json(response, view(asset));
    }

    private void raw(ServerRequest request, ServerResponse response) {
        Optional<String> token = request.query().first("token").asOptional();
        String id = request.path().pathParameters().get("id");
        if (token.isPresent()) {
            if (!assets.isSigned(id, token.get())) {
                throw Problem.of(
                                403,
                                "invalid_download_token",
                                "The download token is not for this asset, or has expired.")
                        .exception();
            }
            ContentReply.send(request, response, find(request));
            return;
        }
        Caller caller = gate.require(request, Access.WORK);
        StoredAsset asset = find(request);
        if (!caller.isAdmin()) {
            checkLease(caller, asset);
        }
        ContentReply.send(request, response, asset);
    }

    private void checkLease(Caller caller, StoredAsset asset) {
        if (!leased.isLent(asset.id(), caller.name())) {
            throw Problem.of(
                            403,
                            "insufficient_access",
                            "Token '%s' may read only the assets of runs that it has leased just now; others need the role admin."
                                    .formatted(caller.name()))
                    .exception();
        }
    }

    private StoredAsset find(ServerRequest request) {
        String id = request.path().pathParameters().get("id");
        return assets.find(id)
                .orElseThrow(
                        () ->
                                Problem.notFound(
                                                "asset_not_found",
                                                "There is no asset '%s'."
                                                        .formatted(Failures.shown(id)))
                                        .domain("assets")
                                        .exception());
    }

    private PreparedBlob fromBody(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return assets.prepare(new byte[0], declared(request), fileName(request));
        }
        if (request.headers().contentLength().orElse(0) > assets.limit()) {
            throw Bodies.tooLarge(assets.limit());
        }
        try (InputStream body = Bodies.stream(request)) {
            return assets.prepare(body, declared(request), fileName(request), assets.limit());
        }
    }

    private PreparedBlob fromJson(ServerRequest request) throws IOException {
        int limit = Math.toIntExact(assets.limit() / 3 * 4 + ENVELOPE);
        Upload upload = Members.read(Bodies.object(request, limit), in -> Upload.read(in, limit));
        return assets.prepare(
                new ByteArrayInputStream(upload.bytes),
                upload.mediaType,
                upload.fileName,
                assets.limit());
    }

    /** JSON is the envelope, unless the request names a file: then the JSON is the file. */
    private static boolean isJson(ServerRequest request) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        return JSON_UPLOAD.matcher(type).matches() && fileName(request) == null;
    }

    private static @Nullable String declared(ServerRequest request) {
        return request.headers().first(HeaderNames.CONTENT_TYPE).orElse(null);
    }

    private static @Nullable String fileName(ServerRequest request) {
        return request.headers()
                .first(HeaderNames.create("X-Kheish-File-Name"))
                .or(() -> request.query().first("file_name").asOptional())
                .or(
                        () ->
                                request.headers()
                                        .first(HeaderNames.CONTENT_DISPOSITION)
                                        .flatMap(AssetRoutes::disposed))
                .orElse(null);
    }

    private static Optional<String> disposed(String header) {
        Matcher match = FILE_NAME.matcher(header);
        if (!match.find()) {
            return Optional.empty();
        }
        if (match.group(2) != null) {
            return Optional.of(match.group(2).replaceAll("\\\\(.)", "$1"));
        }
        try {
            return match.group(1) == null
                    ? Optional.of(match.group(3))
                    : Optional.of(
                            URLDecoder.decode(
                                    match.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a percent sign that stands for nothing
        }
    }

    private static ObjectNode view(StoredAsset asset) {
        ObjectNode view = Json.object().put("id", asset.id()).put("media_type", asset.mediaType());
        asset.givenName().ifPresent(name -> view.put("file_name", name));
        return view.put("sha256", asset.sha256())
                .put("byte_length", asset.length())
                .put("uri", asset.uri())
                .put("download_path", Assets.path(asset))
                .put("created_at_ms", asset.createdAtMs());
    }

    private static final class Upload {
        private final String fileName;
        private final @Nullable String mediaType;
        private final byte[] bytes;

        private Upload(String fileName, @Nullable String mediaType, byte[] bytes) {
            this.fileName = fileName;
            this.mediaType = mediaType;
            this.bytes = bytes;
        }

        static Upload read(Members in, int limit) {
            String name = in.text("file_name", 1024);
            String type = in.optionalText("media_type", 255).orElse(null);
            byte[] bytes = new byte[0];
            String encoded = in.optionalText("content_base64", limit).orElse("");
            if (!in.has("content_base64")) {
                in.refuse("content_base64", "is required");
            }
            try {
                bytes = Base64.getDecoder().decode(encoded);
            } catch (IllegalArgumentException e) {
                in.refuse("content_base64", "must be base64");
            }
            return new Upload(name, type, bytes);
        }
    }
}
