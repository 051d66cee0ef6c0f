import { committed, retryable, runSidecar, terminal, type Delivery, type DeliveryOutcome } from "@kheish/sidecar";

import { Intake } from "./intake.js";
import { Link } from "./link.js";
import { decodeRoute } from "./reply.js";
import { readSettings, type Settings } from "./settings.js";
import { isTopic, matches } from "./topics.js";
import { Troubles } from "./troubles.js";

// Beyond this the host is away for longer than a hiccup, and health should say so.
const PATIENCE_MS = 15_000;
// The broker's reasons that trying again does not mend: not authorized, bad topic, packet too large, bad payload.
const FOR_EVER = [0x87, 0x90, 0x95, 0x99];

await runSidecar({
  platform: "mqtt",
  capabilities: { attachmentsOut: false, threads: true },
  patienceMs: PATIENCE_MS,
  start(host) {
    const settings = readSettings(process.env, host.name);
    const troubles = new Troubles(host);
    troubles.set("broker", "not connected yet");
    const intake = new Intake(host, settings, troubles);
    const link = new Link(host, settings, troubles, intake);
    host.background("intake", (signal) => intake.run(signal));
    host.background("broker", (signal) => link.run(signal));
    return { deliver: (delivery) => deliver(delivery, settings, link), stop: () => link.close() };
  },
});

async function deliver(delivery: Delivery, settings: Settings, link: Link): Promise<DeliveryOutcome> {
  const route = decodeRoute(delivery.replyRoute);
  if (route === undefined || !isTopic(route.topic)) {
    return terminal('the reply route is none of this sidecar: it must look like {"topic": "some/topic"}');
  }
  if (!settings.publishTopics.some((filter) => matches(filter, route.topic))) {
    return terminal(`topic '${route.topic}' is not among MQTT_PUBLISH_TOPICS`);
  }
  if (settings.protocolVersion === 4 && settings.topics.some((filter) => matches(filter, route.topic))) {
    return terminal(`topic '${route.topic}' is among MQTT_TOPICS, and MQTT 3.1.1 cannot tell own messages apart`);
  }
  if (delivery.content === "") {
    return terminal("there is no text to publish");
  }
  const published = await link.publish(route, delivery.content, delivery.deliveryId);
  switch (published.kind) {
    case "published":
      return committed();
    case "refused":
      return (FOR_EVER.includes(published.code) ? terminal : retryable)(`the broker answered reason ${published.code}`);
    case "failed":
      return retryable(published.why);
  }
}
