// JavaScript's strings are UTF-16; the contract's are UTF-8.

// A string for the host. Half of a surrogate pair has no form in UTF-8: it becomes U+FFFD.
export function text(value, what) {
  if (typeof value !== "string") throw new TypeError(`${what} is ${kind(value)}, not a string`);
  return value.isWellFormed() ? value : value.toWellFormed();
}

// The same, for what may be left out.
export function optionalText(value, what) {
  return value === undefined || value === null ? undefined : text(value, what);
}

// What a value is, for people.
export function kind(value) {
  if (value === null) return "`null`";
  if (Array.isArray(value)) return "a list";
  return typeof value === "undefined" ? "missing" : `of type ${typeof value}`;
}

// Whether a UTF-16 offset is in the middle of a character.
export function splits(string, offset) {
  const before = string.charCodeAt(offset - 1), after = string.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

// For UTF-16 offsets of a string, the UTF-8 ones. One pass, however many there are.
export function utf8Offsets(string, offsets) {
  const sorted = [...new Set(offsets)].sort((one, other) => one - other);
  const found = new Map();
  let at = 0, bytes = 0;
  for (const offset of sorted) {
    for (; at < offset; at++) {
      const unit = string.charCodeAt(at);
      // Each half of a pair stands for two of its four bytes.
      bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit < 0xe000 ? 2 : 3;
    }
    found.set(offset, bytes);
  }
  return found;
}
