// Help for native tests of plugins, for `node --test`. Types and documentation are in testing.d.ts.

import { toJson } from "./lib/json.js";
import { native } from "./lib/native.js";

export function decide(policy, { config = {}, payload = {}, context = {}, subject: { claims = {}, ...subject } = {}, ...event } = {}) {
  const parts = { payload, context, claims };
  const source = (part) => native(toJson(parts[part], `the ${part}`));
  const action = event.action ?? "tool";
  const wire = {
    id: "event",
    session: "session",
    phase: policy.descriptor.phases[0] ?? "tool-call",
    subject: { id: "agent", kind: "agent", roles: [], scopes: [], via: [], ...subject },
    target: `tool:app/${action}`,
    action,
    timeMs: 0,
    ...event,
  };
  return policy.configure(toJson(config, "the config")).evaluate(wire, source);
}

export function redact(sanitiser, chunks, { config = {}, ...context } = {}) {
  const configured = sanitiser.configure(toJson(config, "the config"));
  const wire = {
    eventId: "event",
    session: "session",
    phase: sanitiser.descriptor.phases[0] ?? "model-response",
    target: "tool:app/tool",
    subjectId: "agent",
    ...context,
  };
  let held = "", released = "";
  const pieces = typeof chunks === "string" ? [chunks] : [...chunks];
  pieces.forEach((piece, index) => {
    held += piece;
    const { findings, settled } = configured.scan(wire, [{ pointer: "", text: held }], index + 1 < pieces.length);
    const bytes = Buffer.from(held);
    released += replaced(bytes, settled[0], findings);
    held = bytes.subarray(settled[0]).toString();
  });
  return released;
}

// The first `settled` bytes with the findings replaced. Findings that overlap are one, with the first one's text.
function replaced(bytes, settled, findings) {
  let output = "", done = 0;
  for (const { start, end, replacement } of findings.toSorted((one, other) => one.start - other.start)) {
    if (start >= done) output += bytes.subarray(done, start).toString() + (replacement ?? "[redacted]");
    done = Math.max(done, end);
  }
  return output + bytes.subarray(done, Math.max(done, settled)).toString();
}
