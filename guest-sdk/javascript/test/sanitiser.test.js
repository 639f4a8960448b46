import assert from "node:assert/strict";
import { test } from "node:test";

import { finding, sanitiser } from "../src/index.js";
import { redact } from "../src/testing.js";

const word = sanitiser({
  name: "word",
  version: "0.1.0",
  scan: (text, _context, { word }) => [...text.matchAll(word)].map(({ index }) => finding("word", "high", index, index + word.length, { replacement: "…" })),
  settled: (text, { word }) => text.length - word.length + 1,
});
const config = { word: "wolf" };
const report = (texts, more = false) => word.configure(JSON.stringify(config)).scan({ phase: "tool-result" }, texts.map((text) => ({ pointer: "/x", text })), more);

test("spans are UTF-8 bytes, whatever stands before them", () => {
  const { findings, settled } = report(["é€😀 wolf", "", "wolf wolf"]);
  assert.deepEqual(findings.map(({ segment, start, end }) => [segment, start, end]), [[0, 10, 14], [2, 0, 4], [2, 5, 9]]);
  assert.deepEqual(settled, [14, 0, 9]);
});

test("a stream is redacted as its whole is, wherever it is cut", () => {
  const text = "é a wolf, 😀wolfwolf and a wol";
  const whole = redact(word, text, { config });
  assert.equal(whole, "é a …, 😀…… and a wol");
  for (let at = 1; at < text.length; at++) {
    if (text.codePointAt(at - 1) > 0xffff) continue;
    assert.equal(redact(word, [text.slice(0, at), text.slice(at)], { config }), whole, `cut at ${at}`);
  }
});

test("no finding is cut and none is reported before its text is settled", () => {
  const { findings, settled } = report(["wolf and a wolf"], true);
  assert.deepEqual([findings.length, settled], [1, [11]]);
});

test("settled text ends on a character", () => {
  assert.deepEqual(report(["a😀bc"], true).settled, [1]);
});

test("without `settled` everything is held back", () => {
  const whole = sanitiser({ name: "w", version: "0.1.0", scan: () => [] });
  assert.deepEqual(whole.configure("{}").scan({ phase: "tool-result" }, [{ pointer: "", text: "abc" }], true).settled, [0]);
});

test("a finding outside of the text, or within a character, is an error", () => {
  for (const [start, end] of [[0, 5], [-1, 1], [2, 1], [0, 2], [1.5, 2], [undefined, 1]]) {
    const wild = sanitiser({ name: "w", version: "0.1.0", scan: () => [finding("wild", "low", start, end)] });
    assert.throws(() => redact(wild, "a😀b"), /the finding `wild`/, `${start}..${end}`);
  }
  assert.throws(() => finding("x", "bad", 0, 1), /there is no severity `bad`/);
});
