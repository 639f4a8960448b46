// Amounts up to a limit may pass.

import { allow, deny, policy } from "./portcullis/index.js";

export default policy<{ limit: number }>({
  name: "{{name}}",
  version: "0.1.0",
  configSchema: {
    type: "object",
    properties: { limit: { type: "number" } },
    required: ["limit"],
    additionalProperties: false,
  },

  evaluate(event, payload, { limit }) {
    // What is missing or no number is an error, and an error denies.
    const amount = payload.number("/amount");
    return amount > limit ? deny("amount-over-limit", `${amount} is over ${limit}`) : allow();
  },
});
