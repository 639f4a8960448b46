// A document for tests: the same answers as the host's, from a text. Numbers keep the text that they have, which no parsed
// value does.

export function native(text) {
  JSON.parse(text);
  return { get: (pointer) => look(text, pointer), json: () => text, size: () => Buffer.byteLength(text) };
}

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+))/y;

function look(text, pointer) {
  if (pointer === "") return text.trim();
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  const names = pointer.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce((inner, name) => (inner === undefined ? undefined : member(inner, name)), text);
}

// The text of a member or an element; undefined where there is none.
function member(text, wanted) {
  const list = text.trimStart().startsWith("[");
  let depth = 0, index = 0, name, start, expectsName = !list;
  TOKEN.lastIndex = 0;
  for (;;) {
    const token = TOKEN.exec(text);
    if (token === null) return undefined;
    const [, mark, scalar] = token, end = TOKEN.lastIndex;
    if (depth === 1 && (mark === "," || mark === "]" || mark === "}")) {
      const here = list ? String(index) : name;
      if (start !== undefined && here === wanted) return text.slice(start, end - 1).trim();
      index += 1;
      start = undefined;
      expectsName = !list;
    } else if (depth === 1 && mark === ":") {
      start = end;
    } else if (depth === 1 && expectsName) {
      name = JSON.parse(scalar);
      expectsName = false;
    } else if (depth === 1 && list && start === undefined) {
      start = end - (mark ?? scalar).length;
    }
    if (mark === "{" || mark === "[") depth += 1;
    if (mark === "}" || mark === "]") depth -= 1;
  }
}
