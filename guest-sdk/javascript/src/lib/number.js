// Numbers that policies compare: what is compared must be what was written.

// The number that a JSON text is, if a double holds exactly that number; `-0` becomes `0`. The error goes on after the
// value's name: "is `null`, not a number".
export function exact(text) {
  if (!/^-?[0-9]/.test(text)) throw new Error(`is ${what(text)}, not a number`);
  const number = Number(text);
  if (!Number.isFinite(number)) throw new Error(`is \`${shortened(text)}\`, too large for a number`);
  // A double keeps any fifteen digits: every amount of money that people write.
  const short = text.length <= 15 && !/e/i.test(text);
  if (!short && decimal(text) !== decimal(String(number))) {
    throw new Error(`is \`${shortened(text)}\`, more digits than a number can keep`);
  }
  return number === 0 ? 0 : number;
}

// A decimal number without its sign and its outer zeros, so that equal numbers are equal texts.
function decimal(text) {
  const [, whole, fraction = "", exponent = "0"] = /^-?([0-9]+)(?:\.([0-9]+))?(?:e([+-]?[0-9]+))?$/i.exec(text) ?? [];
  const digits = whole + fraction;
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${significant.replace(/^0+/, "")}e${power}`;
}

function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

// Strings are not repeated: they may be long, and secret.
function what(text) {
  return { '"': "a string", "{": "an object", "[": "a list", n: "`null`" }[text[0]] ?? "a boolean";
}
