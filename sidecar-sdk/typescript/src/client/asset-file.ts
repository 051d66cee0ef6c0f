import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

import type { DeliveredAsset } from "../deliveries.js";
import { AssetError } from "../errors.js";
import type { Assets } from "./assets.js";

const TRIES_OF_A_CHANGING_FILE = 3;

/**
 * Fetches a file of a delivery to `file`, which is there whole or not at all: it is written beside under another name
 * and renamed when length and digest are right. Only this user may read it.
 */
export async function download(
  assets: Assets,
  asset: DeliveredAsset,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const part = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    for (let tries = 1; ; tries++) {
      try {
        await write(assets.read(asset, signal), part);
        await rename(part, file);
        return;
      } catch (failure) {
        const changed = failure instanceof AssetError && failure.problem === "changed";
        if (!changed || tries === TRIES_OF_A_CHANGING_FILE) {
          throw failure;
        }
      }
    }
  } finally {
    await rm(part, { force: true });
  }
}

async function write(bytes: AsyncIterable<Uint8Array>, file: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    for await (const chunk of bytes) {
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
