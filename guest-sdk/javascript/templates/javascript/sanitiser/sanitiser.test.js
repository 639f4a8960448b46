import assert from "node:assert/strict";
import { test } from "node:test";

import { redact } from "./portcullis/testing.js";
import sanitiser from "./sanitiser.js";

test("a word is replaced, also where it comes in pieces", () => {
  const config = { words: ["swordfish"] };
  assert.equal(redact(sanitiser, "é swordfish!", { config }), "é [removed]!");
  assert.equal(redact(sanitiser, ["é sword", "fish!"], { config }), "é [removed]!");
});
