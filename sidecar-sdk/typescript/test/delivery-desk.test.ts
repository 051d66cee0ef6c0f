import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { committed, type Delivery, type DeliveryOutcome } from "@kheish/sidecar";

import { DeliveryDesk } from "../dist/server/delivery-desk.js";
import { keptLog } from "./support.js";

describe("handing deliveries on", () => {
  it("remembers the 10 000 newest that ended", async () => {
    const desk = new DeliveryDesk(keptLog().log, 16);
    let calls = 0;
    desk.open(() => committed(String(++calls)));
    for (let number = 0; number < 10_001; number++) {
      await desk.take(delivery(`d-${number}`));
    }

    assert.deepEqual(await desk.take(delivery("d-1")), committed("2"));
    assert.deepEqual(await desk.take(delivery("d-0")), committed("10002"));
  });

  it("finishes what runs and sends away who waits for room when it drains", async () => {
    const desk = new DeliveryDesk(keptLog().log, 1);
    const finish: ((outcome: DeliveryOutcome) => void)[] = [];
    desk.open(() => new Promise((resolve) => finish.push(resolve)));
    const running = desk.take(delivery("a"));
    const waiting = desk.take(delivery("b"));
    const same = desk.take(delivery("a"));

    desk.drain();

    assert.deepEqual(await waiting, { status: "retryable_error", detail: "draining" });
    assert.deepEqual(await desk.take(delivery("c")), { status: "retryable_error", detail: "draining" });
    finish[0]!(committed("a"));
    assert.deepEqual(await Promise.all([running, same]), [committed("a"), committed("a")]);
    assert.deepEqual(await desk.take(delivery("a")), committed("a"));
    assert.equal(finish.length, 1);
  });

  it("gives room to the one who waits longest", async () => {
    const desk = new DeliveryDesk(keptLog().log, 1);
    const order: string[] = [];
    desk.open(async ({ deliveryId }) => {
      order.push(deliveryId);
      await Promise.resolve();
      return committed();
    });

    await Promise.all(["a", "b", "c", "d"].map((id) => desk.take(delivery(id))));

    assert.deepEqual(order, ["a", "b", "c", "d"]);
  });
});

function delivery(deliveryId: string): Delivery {
  const conversation = { sessionId: "external:demo:0123456789abcdef", threadId: undefined };
  return { deliveryId, attempt: 1, replyRoute: "", conversation, content: "", parts: [], artifacts: [], metadata: {} };
}
