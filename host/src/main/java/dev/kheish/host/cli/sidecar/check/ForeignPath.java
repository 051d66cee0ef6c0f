package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Stranger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The shared token goes to nobody but the host. */
final class ForeignPath implements Check {
    @Override
    public About about() {
        return About.of(
                "foreign-path",
                "Fetches no attachment from elsewhere",
                Clause.FOREIGN_PATH,
                Need.PROCESS,
                Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        if (!Attachment.wanted(bench)) {
            return Verdict.skipped("the manifest says attachments_out false");
        }
        if (!fetches(bench)) {
            return Verdict.skipped("the sidecar fetches no attachment, not even from the host");
        }
        try (Stranger stranger = new Stranger()) {
            List<String> paths =
                    List.of(
                            "http://" + stranger.authority() + "/file",
                            "//" + stranger.authority() + "/file",
                            "@" + stranger.authority() + "/file",
                            "/\\" + stranger.authority() + "/file");
            for (String path : paths) {
                Asked asked =
                        bench.deliver(
                                Attachment.with(bench.delivery("not our file"), "ast_x", path));
                if (!stranger.visits().isEmpty()) {
                    return Verdict.failed(
                            "with download_path %s a foreign server was asked".formatted(path),
                            asked.evidence(),
                            new Exchange(
                                    "the foreign server was asked",
                                    String.join("\n", stranger.visits())));
                }
            }
            return Verdict.passed(paths.size() + " such paths, and nobody was asked");
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while opening a local port", e);
        }
    }

    /** Where nothing is fetched at all, nobody can tell what would be refused. */
    private static boolean fetches(Bench bench) {
        int from = bench.host().count();
        bench.deliver(Attachment.on(bench, bench.delivery("with a file of ours")));
        return bench.host().since(from).stream().anyMatch(HostCall::isAsset);
    }
}
