import assert from "node:assert/strict";
import { test } from "node:test";

import { redact } from "./portcullis/testing.js";
// `portcullis plugin build` writes it. Node.js 22.18 and later can do without: import `./sanitiser.ts`.
import sanitiser from "./dist/sanitiser.js";

test("a word is replaced, also where it comes in pieces", () => {
  const config = { words: ["swordfish"] };
  assert.equal(redact(sanitiser, "é swordfish!", { config }), "é [removed]!");
  assert.equal(redact(sanitiser, ["é sword", "fish!"], { config }), "é [removed]!");
});
