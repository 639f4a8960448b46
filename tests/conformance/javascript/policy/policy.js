// The conformance kit's policy. What it does is said in `tests/conformance/README.md`.

import { ConfigErrors, allow, deny, escalate, json, modify, policy, remove, set, violation } from "./portcullis/index.js";

const configSchema = {
  type: "object",
  additionalProperties: false,
  properties: { label: { type: "string" }, errors: { type: "array" }, raise: { type: "string" } },
};

let count = 0;

export default policy({
  name: "conformance-policy",
  version: "1.2.3",
  configSchema,

  configure({ label = "", errors = [], raise }) {
    if (raise !== undefined) throw new TypeError(raise);
    if (errors.length > 0) throw new ConfigErrors(...errors);
    return { label };
  },

  evaluate(event, payload, settings) {
    const command = payload.get("/do");
    if (command === undefined) return allow();
    const answer = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : unknown;
    return answer(payload, payload.get("/notes") ?? [], event, settings, command);
  },
});

const COMMANDS = {
  allow: (_, notes) => allow({ notes }),
  deny: (payload, notes) => {
    const { code, detail, message } = members(payload, "code", "detail", "message");
    const violations = (payload.get("/violations") ?? []).map(({ code, pointer, rule }, index) =>
      violation(code, pointer, {
        found: value(payload, `/violations/${index}/found`),
        allowed: value(payload, `/violations/${index}/allowed`),
        rule,
      }),
    );
    return deny(code, detail, { message, violations, notes });
  },
  escalate: (payload, notes) => {
    const { code, detail, message, approvers } = members(payload, "code", "detail", "message", "approvers");
    return escalate(code, detail, { message, approvers, notes });
  },
  modify: (payload, notes) => {
    const edits = payload.require("/edits").map(({ pointer }, index) => {
      const given = value(payload, `/edits/${index}/value`);
      return given === undefined ? remove(pointer) : set(pointer, given);
    });
    return modify(edits, { notes });
  },
  many: (payload, notes) => {
    const { of, count } = members(payload, "of", "count");
    const each = (make) => Array.from({ length: count }, (_, index) => make(index));
    switch (of) {
      case "edits":
        return modify([...each((i) => set(`/n${i}`, i)), set("/do", "allow")], { notes });
      case "violations":
        return deny("many", `${count}`, { violations: each((i) => violation(`v${i}`, `/${i}`, { found: i, rule: `r${i}` })), notes });
      case "notes":
        return allow({ notes: [...each(String), ...notes] });
      case "approvers":
        return escalate("many", `${count}`, { approvers: each((i) => `user:${i}`), notes });
    }
  },
  event: (_, notes, event) => {
    const { subject } = event;
    const told = {
      id: event.id,
      session: event.session,
      phase: event.phase,
      "subject.id": subject.id,
      "subject.kind": subject.kind,
      "subject.roles": subject.roles.join(),
      "subject.scopes": subject.scopes.join(),
      "subject.via": subject.via.join(),
      "subject.claims": subject.claims.json(),
      target: event.target,
      action: event.action,
      context: event.context.json(),
      time: event.timeMs,
    };
    return allow({ notes: [...Object.entries(told).map(([name, value]) => `${name}=${value}`), ...notes] });
  },
  look: (payload, notes, event) => {
    const parts = { payload, context: event.context, claims: event.subject.claims };
    const found = payload.require("/look").map(({ part, op, pointer }) => look(parts[part], op, pointer));
    return allow({ notes: [...found, ...notes] });
  },
  label: (_, notes, __, { label }) => allow({ notes: [label, ...notes] }),
  count: (_, notes) => allow({ notes: [String((count += 1)), ...notes] }),
  log: (payload, notes) => {
    for (const { level, message } of payload.require("/lines")) console[level](message);
    return allow({ notes });
  },
  error: (payload) => {
    throw new Error(payload.string("/message"));
  },
  raise: (payload) => {
    throw new TypeError(payload.string("/message"));
  },
  spin: () => {
    for (;;);
  },
};

function unknown(_payload, _notes, _event, _settings, command) {
  throw new Error(`unknown command: ${command}`);
}

// Members of the payload; those that are missing are undefined.
function members(payload, ...names) {
  return Object.fromEntries(names.map((name) => [name, payload.get(`/${name}`)]));
}

// A value that goes on as it is written.
function value(payload, pointer) {
  const text = payload.raw(pointer);
  return text === undefined ? undefined : json(text);
}

function look(document, op, pointer) {
  switch (op) {
    case "get":
      return document.raw(pointer) ?? "none";
    case "json":
      return document.json();
    case "size":
      return String(document.size());
    case "characters": {
      // A character of two units counts once. A step for each of a million would take all the fuel there is.
      const text = document.json();
      const pairs = text.match(/[\ud800-\udfff]{2,1000}/g) ?? [];
      return String(pairs.reduce((characters, run) => characters - run.length / 2, text.length));
    }
  }
}
