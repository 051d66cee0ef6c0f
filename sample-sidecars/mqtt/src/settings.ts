import { SidecarError } from "@kheish/sidecar";

import { covers, isFilter, isShared, isTopic } from "./topics.js";
import { templateProblem } from "./template.js";

/** What an operator sets in `child_process.env`. */
export interface Settings {
  readonly url: string;
  readonly topics: readonly string[];
  readonly qos: 0 | 1;
  readonly retained: boolean;
  readonly thread: string;
  readonly replyTopic: string | undefined;
  readonly publishTopics: readonly string[];
  readonly eventIdProperty: string;
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly sessionExpirySeconds: number;
  readonly keepAliveSeconds: number;
  readonly caFile: string | undefined;
}

/** One or more settings are wrong; the message has a line for each. */
export class SettingsError extends SidecarError {
  constructor(problems: readonly string[]) {
    super(
      `The settings have ${problems.length} ${problems.length === 1 ? "problem" : "problems"} ` +
        `(they are in child_process.env of the connector): ${problems.join("; ")}.`,
    );
  }
}

/** The credentials that the broker may want. */
const SECRETS: readonly string[] = ["MQTT_USERNAME", "MQTT_PASSWORD"];

const NAMES = [
  "MQTT_URL",
  "MQTT_TOPICS",
  "MQTT_QOS",
  "MQTT_RETAINED",
  "MQTT_THREAD",
  "MQTT_REPLY_TOPIC",
  "MQTT_PUBLISH_TOPICS",
  "MQTT_EVENT_ID_PROPERTY",
  "MQTT_CLIENT_ID",
  "MQTT_PROTOCOL_VERSION",
  "MQTT_SESSION_EXPIRY_S",
  "MQTT_KEEPALIVE_S",
  "MQTT_CA_FILE",
];

/**
 * Reads the settings.
 *
 * @param connector the connector's name, for the default client id
 * @throws SettingsError naming everything that is wrong
 */
export function readSettings(variables: NodeJS.ProcessEnv, connector: string): Settings {
  const reader = new Reader(variables);
  const settings: Settings = {
    url: reader.url(),
    topics: reader.filters("MQTT_TOPICS", ""),
    qos: Number(reader.choice("MQTT_QOS", ["1", "0"])) as 0 | 1,
    retained: reader.choice("MQTT_RETAINED", ["false", "true"]) === "true",
    thread: reader.template("MQTT_THREAD") ?? "{topic}",
    replyTopic: reader.template("MQTT_REPLY_TOPIC"),
    publishTopics: reader.filters("MQTT_PUBLISH_TOPICS", "#"),
    eventIdProperty: reader.text("MQTT_EVENT_ID_PROPERTY") ?? "event-id",
    clientId: reader.text("MQTT_CLIENT_ID") ?? `kheish-${connector}`,
    protocolVersion: reader.choice("MQTT_PROTOCOL_VERSION", ["5", "3.1.1"]) === "5" ? 5 : 4,
    sessionExpirySeconds: reader.whole("MQTT_SESSION_EXPIRY_S", 86_400, 0, 4_294_967_295),
    keepAliveSeconds: reader.whole("MQTT_KEEPALIVE_S", 30, 5, 65_535),
    caFile: reader.text("MQTT_CA_FILE"),
  };
  reader.checkTogether(settings);
  if (reader.problems.length > 0) {
    throw new SettingsError(reader.problems);
  }
  return settings;
}

/** Collects what is wrong, so that all of it is said at once. */
class Reader {
  readonly problems: string[];
  private readonly variables: NodeJS.ProcessEnv;

  constructor(variables: NodeJS.ProcessEnv) {
    this.variables = variables;
    this.problems = Object.keys(variables)
      .filter((name) => name.startsWith("MQTT_") && !NAMES.includes(name))
      .map((name) =>
        SECRETS.includes(name)
          ? `${name} must not stand in env: lease it by child_process.credential_slots`
          : `${name} is no setting; there are ${NAMES.join(", ")}`,
      );
  }

  text(name: string): string | undefined {
    return this.variables[name] || undefined;
  }

  url(): string {
    const value = this.text("MQTT_URL") ?? "";
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !/^(mqtts?|wss?):$/.test(url.protocol) || url.hostname === "") {
      this.problems.push("MQTT_URL is not an address such as mqtt://broker:1883 (mqtt, mqtts, ws or wss)");
    } else if (url.username !== "" || url.password !== "") {
      this.problems.push(
        "MQTT_URL has a user or password in it; lease MQTT_USERNAME and MQTT_PASSWORD by credential_slots",
      );
    }
    return value;
  }

  filters(name: string, fallback: string): readonly string[] {
    const filters = (this.text(name) ?? fallback).split(",").map((filter) => filter.trim());
    const wrong = filters.filter((filter) => !isFilter(filter));
    if (wrong.length > 0) {
      const what = wrong.map((filter) => `'${filter}'`).join(", ");
      this.problems.push(`${name} has ${what}: topics apart from each other by commas, + for one level, # at the end`);
    }
    return filters;
  }

  template(name: string): string | undefined {
    const value = this.text(name);
    const problem = value === undefined ? undefined : templateProblem(value);
    if (problem !== undefined) {
      this.problems.push(`${name} ${problem}`);
    }
    return value;
  }

  /** The first of `choices` is the default. */
  choice(name: string, choices: readonly [string, ...string[]]): string {
    const value = this.text(name) ?? choices[0];
    if (!choices.includes(value)) {
      this.problems.push(`${name} is '${value}', not ${choices.join(" or ")}`);
    }
    return value;
  }

  whole(name: string, fallback: number, least: number, most: number): number {
    const value = this.text(name);
    const number = value === undefined ? fallback : /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) {
      this.problems.push(`${name} is '${value}', not a whole number from ${least} to ${most}`);
    }
    return number;
  }

  checkTogether({ topics, replyTopic, thread, protocolVersion }: Settings): void {
    for (const [index, inner] of topics.entries()) {
      const outer = topics.find((filter, other) => other !== index && covers(filter, inner));
      if (outer !== undefined) {
        this.problems.push(`MQTT_TOPICS has '${inner}' besides '${outer}', which brings the same messages again`);
        break;
      }
    }
    if (replyTopic !== undefined && /[+#]/.test(replyTopic)) {
      this.problems.push("MQTT_REPLY_TOPIC has a wildcard; nothing can be published there");
    }
    if (thread.split("/").some((level) => level === "")) {
      this.problems.push("MQTT_THREAD has an empty level");
    }
    if (protocolVersion === 4 && topics.some(isShared)) {
      this.problems.push("MQTT_TOPICS has a shared subscription; MQTT 3.1.1 has none");
    }
    if (replyTopic !== undefined && isTopic(replyTopic) && topics.some((filter) => covers(filter, replyTopic))) {
      this.problems.push("MQTT_REPLY_TOPIC is among MQTT_TOPICS: answers would be questions");
    }
  }
}
