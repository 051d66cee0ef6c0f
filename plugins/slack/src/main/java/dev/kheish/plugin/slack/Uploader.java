package dev.kheish.plugin.slack;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.FileRoom;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Uploads a file in Slack's three steps: ask where to, send the bytes, make a message of it. The
 * last must not be done twice, so it is noted down before it is tried. Safe for use by many
 * threads.
 */
final class Uploader {
    private static final String BYTES = "the upload itself";
    private static final String LOST = "file_not_found";

    /** An attempt that waits longer keeps others from theirs. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofSeconds(2);

    private final SlackApi api;
    private final Verdicts verdicts;
    private final FileHosts hosts;
    private final FileRoom room;

    /** {@code room} bounds the bytes that are in memory. */
    Uploader(SlackApi api, Verdicts verdicts, FileHosts hosts, FileRoom room) {
        this.api = api;
        this.verdicts = verdicts;
        this.hosts = hosts;
        this.room = room;
    }

    /** Does what is not done yet; empty when the file is in the channel. */
    Optional<DeliveryResult> upload(
            Plan.Step.Upload step, SlackReplyRoute to, Progress progress, Verdicts.Call call)
            throws InterruptedException {
        Progress.Upload done = progress.upload(step);
        if (done.completed()) {
            return Optional.empty();
        }
        if (done.requested()) {
            return Optional.of(
                    DeliveryResult.unknown(
                            "An earlier attempt ended while Slack was to post the file '%s': it"
                                            .formatted(step.file().fileName())
                                    + " may or may not be in the channel. Look there before you"
                                    + " replay.",
                            Evidence.none()));
        }
        if (!done.uploaded()) {
            Optional<DeliveryResult> end = sendInTurn(step, progress, call);
            if (end.isPresent()) {
                return end;
            }
        }
        return complete(step, to, progress, call);
    }

    private Optional<DeliveryResult> sendInTurn(
            Plan.Step.Upload step, Progress progress, Verdicts.Call call)
            throws InterruptedException {
        Optional<FileRoom.Place> place = room.enter(step.file().length(), PATIENCE);
        if (place.isEmpty()) {
            return Optional.of(
                    DeliveryResult.later(SOON, "It waits for other files to be uploaded."));
        }
        try (FileRoom.Place _ = place.get()) {
            return sendBytes(step, progress, call);
        }
    }

    private Optional<DeliveryResult> sendBytes(
            Plan.Step.Upload step, Progress progress, Verdicts.Call call)
            throws InterruptedException {
        Attachment file = step.file();
        ApiAnswer place = api.uploadUrl(call.token(), file);
        Optional<DeliveryResult> end = verdicts.repeatable(call, place);
        if (end.isPresent() || !(place instanceof ApiAnswer.Ok ok)) {
            return end;
        }
        String url = ok.text("upload_url");
        String fileId = ok.text("file_id");
        if (fileId.isEmpty() || !hosts.takesUploads(url)) {
            return Optional.of(
                    DeliveryResult.retry(
                            "Slack gave no usable address to upload to.", Evidence.status(200)));
        }
        progress.upload(step, Progress.Upload.named(fileId));
        byte[] bytes;
        try (InputStream stream = file.open(0)) {
            bytes = stream.readAllBytes();
        } catch (IOException e) {
            return Optional.of(
                    DeliveryResult.retry(
                            "The file '" + file.fileName() + "' cannot be read just now.",
                            Evidence.none()));
        }
        ApiAnswer sent = api.upload(url, file.mediaType(), bytes);
        if (sent instanceof ApiAnswer.Ok) {
            progress.upload(step, Progress.Upload.named(fileId).withBytes());
        }
        return verdicts.repeatable(call.of(BYTES), sent);
    }

    private Optional<DeliveryResult> complete(
            Plan.Step.Upload step, SlackReplyRoute to, Progress progress, Verdicts.Call call)
            throws InterruptedException {
        Progress.Upload ready = progress.upload(step);
        progress.upload(step, ready.asked(true));
        ApiAnswer answer =
                api.completeUpload(call.token(), ready.fileId(), step.file().fileName(), to);
        Optional<DeliveryResult> end = verdicts.onlyOnce(call.of(SlackApi.COMPLETE_UPLOAD), answer);
        if (end.isEmpty()) {
            progress.upload(step, ready.done());
        } else if (answer instanceof ApiAnswer.Refused refused
                && refused.error().equals(LOST)
                && call.attempt() < Verdicts.PATIENCE) {
            // Slack keeps uploads for a short while only: once more from the beginning.
            progress.upload(step, Progress.Upload.NONE);
            return Optional.of(
                    DeliveryResult.retry(
                            "Slack has lost the upload; it is done again.",
                            Evidence.status(refused.status())));
        } else if (!(end.get() instanceof DeliveryResult.Unknown)) {
            // Slack refused, or never heard of it: it can be asked again.
            progress.upload(step, ready.asked(false));
        }
        return end;
    }
}
