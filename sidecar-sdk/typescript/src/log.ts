import { classOf, SidecarError } from "./errors.js";

/** From talkative to silent. */
export type LogLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR";

const LEVELS: readonly LogLevel[] = ["DEBUG", "INFO", "WARNING", "ERROR"];

/**
 * One line an entry on standard error, which the host keeps for `kheish connectors logs`. Give it neither secrets nor
 * what people wrote.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** The level that a word in any case names, `WARN` included; undefined for other words. */
export function parseLogLevel(word: string): LogLevel | undefined {
  const upper = word.trim().toUpperCase();
  return LEVELS.find((level) => level === (upper === "WARN" ? "WARNING" : upper));
}

/** Writes entries of `least` and above with `write`, which gets whole lines. */
export function createLog(least: LogLevel, write: (line: string) => void = toStandardError): Log {
  const from = LEVELS.indexOf(least);
  const at = (level: LogLevel) => (message: string) => {
    if (LEVELS.indexOf(level) >= from) {
      write(`${new Date().toISOString()} ${level} ${oneLine(message)}\n`);
    }
  };
  return { debug: at("DEBUG"), info: at("INFO"), warning: at("WARNING"), error: at("ERROR") };
}

/**
 * What may be said of something thrown: the message of our own errors, which hold no secrets, else the class and where
 * it came from, since a foreign message may quote anything.
 */
export function describeThrown(thrown: unknown): string {
  if (thrown instanceof SidecarError) {
    return thrown.message;
  }
  return [classOf(thrown), ...(thrown instanceof Error ? framesOf(thrown) : [])].join(" ");
}

/** The first lines of the stack below the message, which may itself look like such lines. */
function framesOf({ message, stack = "" }: Error): string[] {
  const start = stack.indexOf(message);
  const below = start === -1 ? "" : stack.slice(start + message.length);
  return below
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 4)
    .map((frame) => frame.trim());
}

function oneLine(message: string): string {
  return message.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (character) =>
    character === "\n" ? "\\n" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}
