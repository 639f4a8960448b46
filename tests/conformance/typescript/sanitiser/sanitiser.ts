// The conformance kit's sanitiser. What it does is said in `tests/conformance/README.md`.

import { ConfigErrors, finding, sanitiser } from "./portcullis/index.js";
import type { Finding, ScanContext, Severity } from "./portcullis/index.js";

type Wanted = { text: string; kind: string; severity: Severity; replacement?: string };
type Config = { find?: Wanted[] };
type Settings = { find: Wanted[]; longest: number };

const SEVERITIES = ["info", "low", "medium", "high", "critical"];

export default sanitiser<Config, Settings>({
  name: "conformance-sanitiser",
  version: "1.2.3",
  phases: ["tool-result", "model-response", "memory-read"],

  configure({ find = [] }) {
    const errors = find.flatMap(({ text, severity }, index) => [
      ...(text === "" ? [{ pointer: `/find/${index}/text`, message: "is empty" }] : []),
      ...(SEVERITIES.includes(severity) ? [] : [{ pointer: `/find/${index}/severity`, message: "is no severity" }]),
    ]);
    if (errors.length > 0) throw new ConfigErrors(...errors);
    return { find, longest: Math.max(...find.map(({ text }) => [...text].length)) };
  },

  *scan(text, context, { find }) {
    for (const wanted of find) {
      for (let at = text.indexOf(wanted.text); at >= 0; at = text.indexOf(wanted.text, at + wanted.text.length)) {
        yield found(wanted, at, context);
      }
    }
  },

  settled(text, { find, longest }) {
    if (find.length === 0) return text.length;
    // Back by characters: one of two units counts once.
    let at = text.length;
    for (let held = longest - 1; held > 0 && at > 0; held--) at -= text.codePointAt(at - 2)! > 0xffff ? 2 : 1;
    return at;
  },
});

function found({ text, kind, severity, replacement }: Wanted, at: number, context: ScanContext): Finding {
  switch (kind) {
    case "error":
      throw new Error(text);
    case "raise":
      throw new TypeError(text);
    case "context": {
      const { eventId, session, phase, target, subjectId, pointer } = context;
      replacement = [eventId, session, phase, target, subjectId, pointer].join("|");
      break;
    }
    case "log":
      console.warn(text);
  }
  return finding(kind, severity, at, at + text.length, { replacement });
}
