import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { SidecarError } from "@kheish/sidecar";

import { createLog, describeThrown, type LogLevel } from "../dist/log.js";

describe("the log", () => {
  it("writes entries of its level and above, one line each", () => {
    const expected: Record<LogLevel, number> = { DEBUG: 4, INFO: 3, WARNING: 2, ERROR: 1 };
    for (const [level, count] of Object.entries(expected)) {
      const lines: string[] = [];
      const log = createLog(level as LogLevel, (line) => lines.push(line));
      log.debug("d");
      log.info("i");
      log.warning("w");
      log.error("two\nlines\u2028and \u001b[31mcolour");
      assert.equal(lines.length, count);
      assert.match(lines.at(-1)!, /^\d{4}-\d\d-\d\dT[\d:.]+Z ERROR two\\nlines\\u2028and \\u001b\[31mcolour\n$/);
    }
  });

  it("tells our own messages and only the class and place of foreign ones", () => {
    assert.equal(describeThrown(new SidecarError("the broker is away")), "the broker is away");
    assert.match(describeThrown(new RangeError("hunter2\n    at hunter3")), /^RangeError at .*log\.test\.js/);
    assert.equal(describeThrown("hunter2"), "string");
    assert.equal(describeThrown(null), "object");
    assert.doesNotMatch(describeThrown(new RangeError("hunter2\n    at hunter3")), /hunter/);
  });
});
