import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";

import { CredentialError, HostUnavailableError, type Sidecar } from "@kheish/sidecar";
import { FakeHost } from "@kheish/sidecar/testing";

import { sidecarFor, TestClock } from "./support.js";

describe("fetching credentials", () => {
  let folder: string;
  let host: FakeHost;
  let clock: TestClock;
  let sidecar: Sidecar;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "kheish-credentials-"));
    host = await FakeHost.start({ credentials: { A_KEY: "hunter2", B_KEY: "b" } });
    clock = new TestClock();
    clock.nowMs = Date.now();
    const environment = { KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE: join(folder, "token") };
    ({ sidecar } = await sidecarFor(host, {}, { clock, environment }));
  });

  afterEach(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  it("uses the token of the start as long as there is no file", async () => {
    assert.equal(await sidecar.host.credential("A_KEY"), "hunter2");
  });

  it("reads the file afresh for each fetch", async () => {
    for (const token of ["lease-2", "lease-3"]) {
      writeFileSync(join(folder, "token"), `${token}\n`);
      host.credentialToken = token;
      assert.equal(await sidecar.host.credential("A_KEY", { fresh: true }), "hunter2");
    }
    assert.deepEqual(
      host.requests.map(({ headers }) => headers.authorization),
      ["Bearer lease-2", "Bearer lease-3"],
    );
  });

  it("asks once more when the token was refused, since the file may be newer by then", async () => {
    host.answerNext({ status: 401, body: { code: "unauthorized" } });

    assert.equal(await sidecar.host.credential("A_KEY"), "hunter2");
    assert.equal(host.requests.length, 2);
  });

  it("keeps a value for a minute", async () => {
    await sidecar.host.credential("A_KEY");
    host.credentials.set("A_KEY", "new");
    clock.nowMs += 59_999;
    assert.equal(await sidecar.host.credential("A_KEY"), "hunter2");
    clock.nowMs += 2;
    assert.equal(await sidecar.host.credential("A_KEY"), "new");
  });

  it("keeps no value beyond the lease", async () => {
    host.answerNext({ status: 200, body: { value: "old", expires_at_ms: clock.nowMs + 10 } });
    assert.equal(await sidecar.host.credential("A_KEY"), "old");
    clock.nowMs += 11;
    assert.equal(await sidecar.host.credential("A_KEY"), "hunter2");
  });

  it("asks once for many who want the same at the same time", async () => {
    await Promise.all(Array.from({ length: 10 }, () => sidecar.host.credential("A_KEY")));

    assert.equal(host.requests.length, 1);
  });

  it("goes on while the host is busy", async () => {
    host.answerNext({ status: 503, headers: { "retry-after": "3" } }, { status: 429 }, "reset", { status: 500 });

    assert.equal(await sidecar.host.credential("A_KEY"), "hunter2");
    assert.equal(clock.sleeps[0], 3000);
  });

  it("gives up when patience is over", async () => {
    clock.chance = 1;
    host.answerNext(...Array.from({ length: 30 }, () => ({ status: 500 })));

    await assert.rejects(sidecar.host.credential("A_KEY"), HostUnavailableError);
  });

  it("asks nobody for a key that the connector does not have", async () => {
    await assert.rejects(sidecar.host.credential("C_KEY"), (failure: unknown) => {
      assert.ok(failure instanceof CredentialError);
      assert.equal(failure.problem, "not_configured");
      assert.match(failure.message, /credential_slots/);
      assert.match(failure.message, /A_KEY, B_KEY/);
      return true;
    });
    assert.equal(host.requests.length, 0);
  });

  it("says which problem it is", async () => {
    const problems = [
      [401, "token_refused"],
      [404, "not_found"],
      [409, "unavailable"],
      [403, "refused"],
    ] as const;
    for (const [status, problem] of problems) {
      const answer = { status, body: { code: "credential_unavailable", detail: "revoked" } };
      host.answerNext(...(status === 401 ? [answer, answer] : [answer]));
      await assert.rejects(sidecar.host.credential("A_KEY"), (failure: unknown) => {
        assert.ok(failure instanceof CredentialError);
        assert.deepEqual([failure.problem, failure.key], [problem, "A_KEY"]);
        assert.match(failure.message, /credential_unavailable: revoked/);
        return true;
      });
    }
  });

  it("shows no value to whoever prints the host", async () => {
    await sidecar.host.credential("A_KEY");

    assert.doesNotMatch(inspect(sidecar.host, { depth: 20, showHidden: true }), /hunter2/);
    assert.doesNotMatch(JSON.stringify(Object.values(sidecar.host)[2] ?? {}), /hunter2/);
  });
});
