import assert from "node:assert/strict";
import { test } from "node:test";

import policy from "./policy.js";
import { decide } from "./portcullis/testing.js";

test("an amount over the limit is denied", () => {
  const decision = (amount) => decide(policy, { config: { limit: 100 }, payload: { amount } }).decision;
  assert.equal(decision(100), "allow");
  assert.equal(decision(101), "deny");
  assert.throws(() => decision("100"), /`\/amount` is a string, not a number/);
});
