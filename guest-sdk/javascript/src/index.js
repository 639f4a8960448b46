// What plugins are written with. Types and documentation are in index.d.ts.

export { ConfigErrors } from "./lib/config.js";
export { json } from "./lib/json.js";
export { policy } from "./lib/policy.js";
export { finding, sanitiser } from "./lib/sanitiser.js";
export { allow, deny, escalate, modify, remove, set, violation } from "./lib/verdict.js";
