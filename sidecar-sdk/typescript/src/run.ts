import type { SidecarDefinition } from "./definition.js";
import { readEnvironment, startedByHand, type Environment } from "./environment.js";
import { EnvironmentError } from "./errors.js";
import { createLog, describeThrown } from "./log.js";
import { Sidecar } from "./sidecar.js";

const USAGE = 2;

/**
 * Runs a sidecar as this process: reads what the host set, serves, and ends the process when it is told to by
 * `SIGTERM`, `SIGINT` or, where the host asked for it, the end of standard input. Exit codes: 0 told to stop,
 * 1 something failed, 2 the environment is not what the host sets.
 */
export async function runSidecar(definition: SidecarDefinition): Promise<never> {
  const environment = environmentOrExit(definition.platform);
  const log = createLog(environment.logLevel);
  const sidecar = new Sidecar(definition, environment, { log });
  const stop = (why: string) => {
    log.info(`${why}: stopping`);
    void sidecar.stop();
  };
  process.once("SIGTERM", () => stop("SIGTERM"));
  process.once("SIGINT", () => stop("SIGINT"));
  // A second signal must not end the process in the middle of a delivery.
  process.on("SIGTERM", () => log.debug("SIGTERM"));
  process.on("SIGINT", () => log.debug("SIGINT"));
  if (environment.lifeline) {
    watchLifeline(() => stop("end of standard input"));
  }
  try {
    await sidecar.start();
  } catch (failure) {
    log.error(`the sidecar did not start: ${describeThrown(failure)}`);
    process.exit(1);
  }
  process.exit(await sidecar.stopped);
}

function environmentOrExit(platform: string): Environment {
  if (startedByHand(process.env)) {
    process.stderr.write(
      "This program is meant to be started by the host. Configure an external connector with it as " +
        "child_process.command, or set KHEISH_EXTERNAL_CONNECTOR_NAME, _BASE_URL and _DAEMON_BASE_URL as the host does.\n",
    );
    process.exit(USAGE);
  }
  try {
    return readEnvironment(process.env, platform);
  } catch (failure) {
    if (!(failure instanceof EnvironmentError)) {
      throw failure;
    }
    process.stderr.write(`${failure.message}\n`);
    process.exit(USAGE);
  }
}

/** The host holds the other end of a pipe: when it is gone, by whatever way, so is the reason to live. */
function watchLifeline(gone: () => void): void {
  process.stdin.once("end", gone);
  process.stdin.once("error", gone);
  process.stdin.resume();
}
