// JSON in and out, without a value becoming another on the way.

import { kind } from "./text.js";

// JSON text that goes on as it is.
class JsonText {
  constructor(text) {
    this.text = text;
  }
}

export function json(text) {
  if (typeof text !== "string") throw new TypeError(`JSON text is ${kind(text)}, not a string`);
  JSON.parse(text);
  return new JsonText(text);
}

// The JSON text of a value. What JSON has no form for is an error: `NaN` would become `null` without a word.
export function toJson(value, what) {
  if (value instanceof JsonText) return value.text;
  const text = JSON.stringify(value, (_, inner) => {
    if (typeof inner === "number" && !Number.isFinite(inner)) throw new TypeError(`${what} is ${inner}, which JSON does not have`);
    return inner;
  });
  if (text === undefined) throw new TypeError(`${what} is ${kind(value)}, which JSON does not have`);
  return text;
}
