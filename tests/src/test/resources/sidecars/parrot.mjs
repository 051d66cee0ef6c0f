// Says every answer back to the host, in a batch, and makes use of all else that the SDK has.
import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { committed, runSidecar } = await import(process.argv[2]);

await runSidecar({
  platform: "parrot",
  async start(host) {
    await host.credential("SECRET");
    const folder = await mkdtemp(join(tmpdir(), "parrot-"));
    const event = ({ replyRoute }, content) => ({ eventId: randomUUID(), thread: ["parrot"], content, replyRoute });
    return {
      async deliver(delivery) {
        for (const part of delivery.parts) {
          if (part.type === "attachment") await host.download(part.attachment, join(folder, randomUUID()));
        }
        await host.submitBatch([event(delivery, delivery.content), event(delivery, "and once more")]);
        return committed();
      },
    };
  },
});
