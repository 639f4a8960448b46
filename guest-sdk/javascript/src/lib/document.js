// A part of an event, read by JSON pointers.

import { exact } from "./number.js";

export class Document {
  #source;

  // `source` answers like the host: `get(pointer)` with JSON text or undefined, `json()`, `size()`.
  constructor(source) {
    this.#source = source;
  }

  get(pointer) {
    const text = this.raw(pointer);
    return text === undefined ? undefined : JSON.parse(text);
  }

  require(pointer) {
    const value = this.get(pointer);
    if (value === undefined) throw new Error(`\`${pointer}\` is missing`);
    return value;
  }

  number(pointer) {
    const number = this.optionalNumber(pointer);
    if (number === undefined) throw new Error(`\`${pointer}\` is missing`);
    return number;
  }

  optionalNumber(pointer) {
    const text = this.raw(pointer);
    if (text === undefined) return undefined;
    try {
      return exact(text);
    } catch (error) {
      throw new Error(`\`${pointer}\` ${error.message}`);
    }
  }

  string(pointer) {
    const string = this.optionalString(pointer);
    if (string === undefined) throw new Error(`\`${pointer}\` is missing`);
    return string;
  }

  optionalString(pointer) {
    const value = this.get(pointer);
    if (value === undefined || typeof value === "string") return value;
    throw new Error(`\`${pointer}\` is not a string`);
  }

  has(pointer) {
    return this.raw(pointer) !== undefined;
  }

  raw(pointer) {
    return this.#source.get(pointer) ?? undefined;
  }

  json() {
    return this.#source.json();
  }

  size() {
    return Number(this.#source.size());
  }
}
