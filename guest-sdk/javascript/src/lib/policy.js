// Policies: a definition in, what the component's exports call out.

import { configured } from "./config.js";
import { checkPhase, describe } from "./definition.js";
import { Document } from "./document.js";
import { checked } from "./verdict.js";

export function policy(definition) {
  const descriptor = describe(definition, "evaluate");
  return {
    descriptor,
    // The policy with its config, JSON text. `evaluate` takes the contract's event, and a function that gives the source
    // of each part of it.
    configure(config) {
      const settings = configured(definition, config);
      return {
        evaluate(wire, source) {
          checkPhase(descriptor, wire.phase);
          const answer = definition.evaluate(event(wire, source), new Document(source("payload")), settings);
          return checked(answer);
        },
      };
    },
  };
}

// An event as authors see it: what is JSON is a document.
function event({ context, subject: { claims, ...subject }, ...wire }, source) {
  return Object.freeze({
    ...wire,
    timeMs: Number(wire.timeMs),
    subject: Object.freeze({ ...subject, claims: new Document(source("claims")) }),
    context: new Document(source("context")),
  });
}
