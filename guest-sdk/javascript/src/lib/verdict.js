// What a policy answers.

import { toJson } from "./json.js";
import { kind, optionalText, text } from "./text.js";

export function allow({ notes } = {}) {
  return { decision: "allow", notes: texts(notes, "notes") };
}

export function deny(code, detail, { message, violations = [], notes } = {}) {
  return {
    decision: "deny",
    code: text(code, "the denial's code"),
    detail: text(detail, "the denial's detail"),
    message: optionalText(message, "the denial's message"),
    violations: items(violations, "violations", (item) => ({
      ...checkedViolation(item),
      found: optionalText(item.found, "what was found"),
      allowed: optionalText(item.allowed, "what is allowed"),
    })),
    notes: texts(notes, "notes"),
  };
}

export function modify(edits, { notes } = {}) {
  const edit = (item) => ({ ...remove(item.pointer), value: optionalText(item.value, "an edit's value") });
  return { decision: "modify", edits: items(edits, "edits", edit), notes: texts(notes, "notes") };
}

export function escalate(code, detail, { message, approvers, notes } = {}) {
  return {
    decision: "escalate",
    code: text(code, "the escalation's code"),
    detail: text(detail, "the escalation's detail"),
    message: optionalText(message, "the escalation's message"),
    approvers: texts(approvers, "approvers"),
    notes: texts(notes, "notes"),
  };
}

export function set(pointer, value) {
  return { pointer: text(pointer, "an edit's pointer"), value: toJson(value, `the value for \`${pointer}\``) };
}

export function remove(pointer) {
  return { pointer: text(pointer, "an edit's pointer"), value: undefined };
}

export function violation(code, pointer, { found, allowed, rule } = {}) {
  return {
    ...checkedViolation({ code, pointer, rule }),
    found: found === undefined ? undefined : toJson(found, "what was found"),
    allowed: allowed === undefined ? undefined : toJson(allowed, "what is allowed"),
  };
}

function checkedViolation({ code, pointer, rule }) {
  return {
    code: text(code, "a violation's code"),
    pointer: text(pointer, "a violation's pointer"),
    rule: optionalText(rule, "a violation's rule"),
  };
}

function items(list, what, item) {
  if (!Array.isArray(list)) throw new TypeError(`the ${what} are ${kind(list)}, not a list`);
  return list.map(item);
}

function texts(list = [], what) {
  return items(list, what, (item) => text(item, `one of the ${what}`));
}

// What `evaluate` returned, if it is a verdict. One that was put together by hand is made again: nothing that the contract does
// not have leaves the plugin.
export function checked(answer) {
  switch (answer?.decision) {
    case "allow": return allow(answer);
    case "deny": return deny(answer.code, answer.detail, answer);
    case "modify": return modify(answer.edits, answer);
    case "escalate": return escalate(answer.code, answer.detail, answer);
  }
  const what = typeof answer?.then === "function" ? "a promise, and nothing can be waited for" : "no verdict";
  throw new TypeError(`\`evaluate\` returned ${what}: return what \`allow\`, \`deny\`, \`modify\` or \`escalate\` makes`);
}

// A verdict in the contract's form.
export function toWire({ decision, notes, edits, ...rest }) {
  if (decision === "allow") return { decision: { tag: "allow" }, notes };
  return { decision: { tag: decision, val: edits ?? rest }, notes };
}
