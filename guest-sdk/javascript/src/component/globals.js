// What plugins find in place of a console, a clock and randomness.

import { log } from "portcullis:plugin/log@0.1.0";

import { text } from "../lib/text.js";

const line = (values) => values.map((value) => (typeof value === "string" ? value : shown(value))).join(" ");

function shown(value) {
  if (value instanceof Error) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

const logger = (level) => (...values) => log(level, text(line(values), "a line"));

globalThis.console = Object.freeze({
  trace: logger("trace"),
  debug: logger("debug"),
  log: logger("info"),
  info: logger("info"),
  warn: logger("warn"),
  error: logger("error"),
});

// The clock stands at the event's time.
let time;

export function at(timeMs, call) {
  time = Number(timeMs);
  try {
    return call();
  } finally {
    time = undefined;
  }
}

function now() {
  if (time === undefined) throw new Error("there is no clock: only a policy has one, which stands at its event's time");
  return time;
}

globalThis.Date = new Proxy(Date, {
  apply: (target) => new target(now()).toString(),
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [now()], made),
  get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
});
Date.prototype.constructor = globalThis.Date;

Math.random = () => {
  throw new Error("there is no randomness: the same event gets the same answer");
};
