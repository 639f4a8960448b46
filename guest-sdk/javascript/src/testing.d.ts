/** Help for native tests of plugins: events, configs as a pack writes them, and texts with the findings replaced. */

import type { Event, Json, Policy, Sanitiser, ScanContext, Subject, Verdict } from "./index.js";

/** An event for a test. What is left out is that of an agent without roles, scopes, claims and context. */
export type Given = Partial<Omit<Event, "subject" | "context">> & {
  config?: Json;
  payload?: Json;
  context?: Json;
  subject?: Partial<Omit<Subject, "claims">> & { claims?: Json };
};

/** What a policy with a config says of an event. Throws what the policy throws, and the errors of its config. */
export function decide(policy: Policy, given?: Given): Verdict;

/**
 * The text with every finding replaced, by `[redacted]` where the sanitiser proposes nothing. A list is a text that comes in
 * pieces: as the host does it, what is not settled waits for the next one.
 */
export function redact(
  sanitiser: Sanitiser,
  text: string | Iterable<string>,
  given?: Partial<ScanContext> & { config?: Json },
): string;
