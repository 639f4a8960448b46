// What policies and sanitisers have in common.

import { toJson } from "./json.js";
import { kind, text } from "./text.js";

const PHASES = [
  "model-request", "model-response", "tool-definition", "tool-call", "tool-result", "agent-spawn", "agent-delegate",
  "agent-plan", "memory-write", "memory-read",
];

// Checks a definition when the plugin is built: at run time nobody could mend it.
export function describe(definition, method) {
  const { phases = [], configSchema } = definition;
  const name = text(definition.name, "the plugin's `name`");
  const version = text(definition.version, "the plugin's `version`");
  for (const phase of phases) {
    if (!PHASES.includes(phase)) throw new TypeError(`there is no phase \`${phase}\`: there are ${PHASES.join(", ")}`);
  }
  for (const [key, needed] of [["configure", false], [method, true], ["settled", false]]) {
    const value = definition[key];
    if (typeof value !== "function" && (needed || value !== undefined)) {
      throw new TypeError(`the plugin's \`${key}\` is ${kind(value)}, not a function`);
    }
  }
  const schema = configSchema === undefined ? "" : toJson(configSchema, "the plugin's `configSchema`");
  return Object.freeze({ name, version, phases: [...phases], configSchema: schema });
}

// The host never asks in a phase that was not declared; if it did, an answer would mean nothing.
export function checkPhase({ name, phases }, phase) {
  if (phases.length > 0 && !phases.includes(phase)) throw new Error(`\`${name}\` does not understand the phase \`${phase}\``);
}
