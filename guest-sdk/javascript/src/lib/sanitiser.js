// Sanitisers: a definition in, what the component's exports call out.

import { configured } from "./config.js";
import { checkPhase, describe } from "./definition.js";
import { optionalText, splits, text, utf8Offsets } from "./text.js";

const SEVERITIES = ["info", "low", "medium", "high", "critical"];

export function finding(kind, severity, start, end, { replacement } = {}) {
  if (!SEVERITIES.includes(severity)) throw new TypeError(`there is no severity \`${severity}\`: there are ${SEVERITIES.join(", ")}`);
  return { kind: text(kind, "a finding's kind"), severity, start, end, replacement: optionalText(replacement, "a replacement") };
}

export function sanitiser(definition) {
  const descriptor = describe(definition, "scan");
  return {
    descriptor,
    // The sanitiser with its config, JSON text. `scan` takes the contract's context and segments.
    configure(config) {
      const settings = configured(definition, config);
      return {
        scan(context, segments, more) {
          checkPhase(descriptor, context.phase);
          const report = { findings: [], settled: [] };
          segments.forEach(({ pointer, text }, segment) => {
            const looked = look(definition, text, Object.freeze({ ...context, pointer }), settings, more);
            report.findings.push(...looked.findings.map((found) => ({ segment, ...found })));
            report.settled.push(looked.settled);
          });
          return report;
        },
      };
    },
  };
}

// One text: its findings, and how much of it is settled, in UTF-8 bytes.
function look(definition, text, context, settings, more) {
  const found = definition.scan(text, context, settings);
  if (typeof found?.[Symbol.iterator] !== "function") throw new TypeError("`scan` returned no list of findings");
  // One that was put together by hand is made again.
  let findings = [...found].map(({ kind, severity, start, end, ...rest }) => finding(kind, severity, start, end, rest));
  findings.forEach((each) => checkRange(each, text));
  let settled = text.length;
  if (more) {
    settled = settle(text, definition.settled?.(text, settings) ?? 0, findings);
    // What is held back comes again, and would be reported twice.
    findings = findings.filter(({ start }) => start < settled);
  }
  const bytes = utf8Offsets(text, [settled, ...findings.flatMap(({ start, end }) => [start, end])]);
  findings = findings.map((each) => ({ ...each, start: bytes.get(each.start), end: bytes.get(each.end) }));
  return { findings, settled: bytes.get(settled) };
}

// The host would refuse the whole report without saying which finding it was.
function checkRange({ kind, start, end }, text) {
  const whole = (offset) => Number.isInteger(offset) && offset >= 0 && offset <= text.length && !splits(text, offset);
  if (!whole(start) || !whole(end) || end < start) {
    throw new RangeError(`the finding \`${kind}\` at ${start} to ${end} is not a range of characters of the text of ${text.length}`);
  }
}

// What the sanitiser calls settled, brought to a character's boundary and before every finding that it would cut: the part
// of a finding that was released could not be taken back.
function settle(text, wanted, findings) {
  if (!Number.isFinite(wanted)) throw new TypeError(`\`settled\` returned ${wanted}, not a number`);
  let settled = Math.min(Math.max(Math.trunc(wanted), 0), text.length);
  if (splits(text, settled)) settled -= 1;
  for (;;) {
    const cut = findings.find(({ start, end }) => start < settled && settled < end);
    if (cut === undefined) return settled;
    settled = cut.start;
  }
}
