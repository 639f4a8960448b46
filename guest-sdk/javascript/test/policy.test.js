import assert from "node:assert/strict";
import { test } from "node:test";

import { ConfigErrors, allow, deny, escalate, json, modify, policy, remove, set, violation } from "../src/index.js";
import { toWire } from "../src/lib/verdict.js";
import { decide } from "../src/testing.js";

const named = (evaluate, more = {}) => policy({ name: "p", version: "0.1.0", evaluate, ...more });
const reading = (read) => named((event, payload) => allow({ notes: [JSON.stringify(read(payload, event))] }));
const read = (look, payload) => JSON.parse(decide(reading(look), { payload }).notes[0]);

test("a document answers by pointers, and numbers are what was written", () => {
  const payload = json('{"a": [10, {"b/c": 1.50, "d~e": "x"}], "": {"": 0}, "n": null, "0": "zero", "big": 1e309}');
  assert.equal(read((p) => p.number("/a/0"), payload), 10);
  assert.equal(read((p) => p.raw("/a/1/b~1c"), payload), "1.50");
  assert.equal(read((p) => p.string("/a/1/d~0e"), payload), "x");
  assert.deepEqual(read((p) => p.get("/a/1"), payload), { "b/c": 1.5, "d~e": "x" });
  assert.equal(read((p) => p.number("//"), payload), 0);
  assert.equal(read((p) => p.get("/n"), payload), null);
  assert.equal(read((p) => p.has("/n"), payload), true);
  for (const pointer of ["a", "/a/2", "/a/00", "/a/-", "/n/x", "/a/0/x", "/a/1/b~2c", "/A"]) {
    assert.equal(read((p) => p.has(pointer), payload), false, pointer);
  }
});

test("what is no number, or another number than was written, is an error", () => {
  for (const text of ["null", "true", '"50"', "[50]", "{}", "1e309", "9007199254740993", "100.000000000000001", "1e-400"]) {
    assert.throws(() => read((p) => p.number("/amount"), json(`{"amount": ${text}}`)), /`\/amount` is/, text);
  }
  for (const [text, number] of [["1.0E+2", 100], ["-0", 0], ["0.1", 0.1], ["9007199254740992", 9007199254740992], ["0e9999999", 0]]) {
    assert.equal(read((p) => p.number("/amount"), json(`{"amount": ${text}}`)), number, text);
  }
  assert.throws(() => read((p) => p.number("/amount"), {}), /`\/amount` is missing/);
});

test("verdicts have the contract's form", () => {
  const wire = (answer) => toWire(decide(named(() => answer)));
  assert.deepEqual(wire(allow({ notes: ["n"] })), { decision: { tag: "allow" }, notes: ["n"] });
  const broken = violation("over", "/a", { found: 2, allowed: json("1.0"), rule: "r" });
  assert.deepEqual(wire(deny("c", "d", { message: "m", violations: [broken] })).decision, {
    tag: "deny",
    val: {
      code: "c",
      detail: "d",
      message: "m",
      violations: [{ code: "over", pointer: "/a", found: "2", allowed: "1.0", rule: "r" }],
    },
  });
  assert.deepEqual(wire(modify([set("/a", null), set("/b", [1, "x"]), remove("/c")])).decision, {
    tag: "modify",
    val: [{ pointer: "/a", value: "null" }, { pointer: "/b", value: '[1,"x"]' }, { pointer: "/c", value: undefined }],
  });
  assert.deepEqual(wire(escalate("c", "d", { approvers: ["role:x"] })).decision, {
    tag: "escalate",
    val: { code: "c", detail: "d", message: undefined, approvers: ["role:x"] },
  });
});

test("what is no verdict is an error", () => {
  for (const answer of [undefined, null, true, "allow", {}, Promise.resolve(allow()), { decision: "permit" }]) {
    assert.throws(() => decide(named(() => answer)), /`evaluate` returned/);
  }
  assert.throws(() => decide(named(() => ({ decision: "deny", code: "c" }))), /detail is missing, not a string/);
  assert.throws(() => decide(named(() => ({ decision: "modify", edits: [{ pointer: 1 }] }))), /pointer is of type number/);
});

test("what JSON has no form for is not written", () => {
  for (const value of [NaN, Infinity, undefined, () => 1, { a: [NaN] }, 1n]) assert.throws(() => set("/a", value), TypeError);
  assert.throws(() => json("{"), SyntaxError);
});

test("half a surrogate pair becomes a replacement character", () => {
  assert.equal(deny("c", "a\ud800b").detail, "a\ufffdb");
});

test("a config is read once, and what is wrong with it has a place", () => {
  const configure = ({ limit }) => {
    if (limit < 0) throw new ConfigErrors({ pointer: "/limit", message: "is negative" });
    return { limit: limit.toFixed(2) };
  };
  const limited = named((_, __, { limit }) => allow({ notes: [limit] }), { configure });
  assert.deepEqual(decide(limited, { config: { limit: 1 } }).notes, ["1.00"]);
  assert.throws(() => decide(limited, { config: { limit: -1 } }), { errors: [{ pointer: "/limit", message: "is negative" }] });
  assert.throws(() => decide(limited, { config: {} }), ({ errors: [{ pointer, message }] }) => pointer === "" && message.startsWith("TypeError: "));
});

test("an event has what the host knows of it", () => {
  const look = (_, event) => [event.phase, event.subject.roles, event.subject.claims.get("/a"), event.context.number("/depth"), event.timeMs];
  const event = { subject: { roles: ["r"], claims: { a: 1 } }, context: { depth: 2 }, timeMs: 5 };
  assert.deepEqual(JSON.parse(decide(reading(look), event).notes[0]), ["tool-call", ["r"], 1, 2, 5]);
});

test("a phase that was not declared is not answered, and one that does not exist can't be declared", () => {
  const results = named(() => allow(), { phases: ["tool-result"] });
  assert.throws(() => decide(results, { phase: "tool-call" }), /`p` does not understand the phase `tool-call`/);
  assert.throws(() => named(() => allow(), { phases: ["tool-calls"] }), /there is no phase `tool-calls`/);
});
