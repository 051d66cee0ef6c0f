import dev.kheish.sidecar.Attachment;
import dev.kheish.sidecar.Delivery;
import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.Outcome;
import dev.kheish.sidecar.Sidecar;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Says every answer back to the host, in a batch, and makes use of all else that the SDK has. */
final class Parrot {
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("parrot");
        Sidecar.builder("parrot")
                .onStart(sidecar -> sidecar.credential("SECRET"))
                .onDelivery(
                        (delivery, sidecar) -> {
                            for (Attachment file : delivery.files()) {
                                sidecar.download(
                                        file, folder.resolve(UUID.randomUUID().toString()));
                            }
                            sidecar.submitAll(
                                    List.of(
                                            event(delivery, delivery.content()),
                                            event(delivery, "and once more")));
                            return Outcome.committed();
                        })
                .run();
    }

    private static Event event(Delivery delivery, String content) {
        return Event.builder(UUID.randomUUID().toString())
                .thread("parrot")
                .content(content)
                .replyRoute(delivery.replyRoute())
                .build();
    }
}
