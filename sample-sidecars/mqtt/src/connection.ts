import { readFileSync } from "node:fs";

import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import mqttPacket from "mqtt-packet";

import { OWN_MARK, type Message } from "./message.js";
import type { ReplyRoute } from "./reply.js";
import type { Settings } from "./settings.js";
import { isShared } from "./topics.js";

const CONNECT_WITHIN_MS = 10_000;
const PUBLISH_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;
// So many messages may be on their way to the host at once; the broker keeps the rest.
const RECEIVE_MAXIMUM = 64;
const NO_LONGER = 0x8e;

/** A message with what the broker needs to know that we have it. */
export interface Incoming {
  readonly message: Message;
  readonly qos: number;
  readonly packetId: number | undefined;
  /** The broker may have sent it before. */
  readonly dup: boolean;
  /** To be called once nothing of it can be lost any more. Does nothing for QoS 0 and after the connection is gone. */
  acknowledge(): void;
}

/** Who is told about the messages of one connection after the other. */
export interface Receiver {
  /** Comes before the first message. @param sessionPresent whether the broker remembers what has no acknowledgement */
  connected(sessionPresent: boolean): void;
  take(incoming: Incoming): void;
  disconnected(): void;
}

/** User name and password, as far as there are any. */
export interface Login {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** How publishing ended. */
export type Published =
  | { readonly kind: "published" }
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "failed"; readonly why: string };

/** The broker cannot be reached or does not want us. The message has no secrets. */
export class BrokerError extends Error {
  /** The broker does not take the user name and password. */
  readonly loginRefused: boolean;

  constructor(message: string, loginRefused = false) {
    super(message);
    this.loginRefused = loginRefused;
  }
}

/** One connection to the broker, subscribed to all topics. When it is gone a new one is made; nothing is carried over. */
export class Connection {
  /** Resolves with the reason when the connection is gone. */
  readonly closed: Promise<string>;
  private readonly client: MqttClient;
  private readonly settings: Settings;

  private constructor(client: MqttClient, settings: Settings, closed: Promise<string>) {
    this.client = client;
    this.settings = settings;
    this.closed = closed;
  }

  /**
   * Connects and subscribes.
   *
   * @param signal breaks that off
   * @throws BrokerError
   */
  static async open(settings: Settings, login: Login, receiver: Receiver, signal: AbortSignal): Promise<Connection> {
    const client = mqtt.connect(settings.url, options(settings, login));
    const giveUp = () => client.end(true);
    signal.addEventListener("abort", giveUp);
    const closed = whenClosed(client);
    listen(client, receiver, settings.protocolVersion);
    void closed.then(() => receiver.disconnected());
    try {
      await connected(client, closed);
      await subscribe(client, settings);
      return new Connection(client, settings, closed);
    } catch (failure) {
      client.end(true);
      throw failure;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Publishes with QoS 1 and waits for the broker's word. */
  publish(route: ReplyRoute, text: string, deliveryId: string): Promise<Published> {
    const properties = {
      contentType: "text/plain; charset=utf-8",
      payloadFormatIndicator: true,
      userProperties: { [OWN_MARK]: this.settings.clientId, "delivery-id": deliveryId },
      ...(route.correlation === undefined ? {} : { correlationData: route.correlation }),
    };
    return new Promise((resolve) => {
      const failed = (why: string) => resolve({ kind: "failed", why });
      const timer = setTimeout(() => failed("the broker did not confirm it in time"), PUBLISH_WITHIN_MS);
      void this.closed.then((why) => failed(why));
      this.client.publish(route.topic, text, { qos: 1, properties }, (failure) => {
        clearTimeout(timer);
        const code = codeOf(failure);
        if (code !== undefined) {
          resolve({ kind: "refused", code });
        } else {
          failure ? failed("the connection to the broker broke") : resolve({ kind: "published" });
        }
      });
    });
  }

  /** Says goodbye; the broker keeps the session. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.client.stream.destroy(), CLOSE_WITHIN_MS);
    this.client.end();
    await this.closed;
    clearTimeout(timer);
  }
}

function options(settings: Settings, { username, password }: Login): IClientOptions {
  const five = settings.protocolVersion === 5;
  return {
    protocolVersion: settings.protocolVersion,
    clientId: settings.clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(settings.caFile === undefined ? {} : { ca: readFileSync(settings.caFile) }),
    // The broker keeps what comes while we are away.
    clean: false,
    keepalive: settings.keepAliveSeconds,
    connectTimeout: CONNECT_WITHIN_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(five
      ? { properties: { sessionExpiryInterval: settings.sessionExpirySeconds, receiveMaximum: RECEIVE_MAXIMUM } }
      : {}),
  };
}

/** Before the first packet can come. */
function listen(client: MqttClient, receiver: Receiver, protocolVersion: 4 | 5): void {
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "connack") {
      receiver.connected(packet.sessionPresent);
    }
  });
  // The original acknowledges as soon as the message was handed on.
  client.handleMessage = (packet, handled) => {
    receiver.take(incoming(client, packet, protocolVersion));
    // An error keeps it from acknowledging; the next packet is taken all the same.
    handled(packet.qos === 0 ? undefined : new Error("acknowledged later"));
  };
}

function whenClosed(client: MqttClient): Promise<string> {
  let why = "the connection to the broker is gone";
  client.on("disconnect", ({ reasonCode }) => {
    why =
      reasonCode === NO_LONGER
        ? "another client with the same MQTT_CLIENT_ID took the session over"
        : `the broker ended the connection with reason ${reasonCode}`;
  });
  return new Promise((resolve) => client.once("close", () => resolve(why)));
}

function connected(client: MqttClient, closed: Promise<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once("connect", () => resolve());
    // Stays for good: an error event that nobody listens to would end the process.
    client.on("error", (failure) => reject(brokerError(failure)));
    void closed.then((why) => reject(new BrokerError(why)));
  });
}

function brokerError(failure: Error): BrokerError {
  const code = (failure as { code?: string | number }).code;
  if (typeof code === "string") {
    return new BrokerError(`the broker cannot be reached: ${code}`);
  }
  const refused = code !== undefined && [4, 5, 0x86, 0x87].includes(code);
  const what = refused ? "does not take the user name and password" : `refused the connection with reason ${code}`;
  return new BrokerError(
    code === undefined ? "the broker does not speak MQTT as it should" : `the broker ${what}`,
    refused,
  );
}

async function subscribe(client: MqttClient, settings: Settings): Promise<void> {
  const five = settings.protocolVersion === 5;
  for (const topic of settings.topics) {
    // Own messages are left out by the broker (not possible where messages are shared), retained ones too.
    const more = five ? { nl: !isShared(topic), rap: false, rh: settings.retained ? 0 : 2 } : {};
    try {
      await client.subscribeAsync(topic, { qos: settings.qos, ...more });
    } catch (failure) {
      const code = codeOf(failure);
      const why = code === undefined ? "the connection broke" : `it answered reason ${code}`;
      throw new BrokerError(`the broker does not let us subscribe to '${topic}': ${why}`);
    }
  }
}

function incoming(client: MqttClient, packet: IPublishPacket, protocolVersion: 4 | 5): Incoming {
  const { topic, payload, qos, retain, dup, messageId, properties } = packet;
  const { stream } = client;
  const message: Message = {
    topic,
    payload: Buffer.from(payload),
    retain,
    contentType: properties?.contentType,
    responseTopic: properties?.responseTopic,
    correlation: properties?.correlationData,
    userProperties: properties?.userProperties === undefined ? undefined : { ...properties.userProperties },
  };
  const acknowledge = () => {
    if (qos === 1 && messageId !== undefined && stream.writable) {
      stream.write(mqttPacket.generate({ cmd: "puback", messageId }, { protocolVersion }));
    }
  };
  return { message, qos, packetId: qos === 0 ? undefined : messageId, dup, acknowledge };
}

function codeOf(failure: unknown): number | undefined {
  const code = (failure as { code?: unknown } | null | undefined)?.code;
  return typeof code === "number" ? code : undefined;
}
