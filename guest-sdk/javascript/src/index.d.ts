/** What Portcullis plugins are written with. */

/** The moment in an agent's life at which an event is decided. */
export type Phase =
  | "model-request"
  | "model-response"
  | "tool-definition"
  | "tool-call"
  | "tool-result"
  | "agent-spawn"
  | "agent-delegate"
  | "agent-plan"
  | "memory-write"
  | "memory-read";

/** A value that JSON has a form for; `json(text)` is one that goes on as it is written. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json } | JsonText;

/** JSON text that goes on as it is: numbers keep their spelling. Made by `json`. */
export interface JsonText {
  readonly text: string;
}

/** Marks JSON text, such as `payload.raw("/amount")`. An error where it is none. */
export function json(text: string): JsonText;

/**
 * A part of an event: its payload, its context or the subject's claims.
 *
 * The host has parsed it, and answers for single values: reading two fields of a large payload costs as much as reading two
 * fields of a small one. Values are named by JSON pointers (RFC 6901): `/messages/0/content`.
 */
export interface Document {
  /** The value at a pointer; `undefined` where there is none. Numbers are rounded as in all of JavaScript. */
  get(pointer: string): any;
  /** The value at a pointer; an error where there is none. */
  require(pointer: string): any;
  /**
   * The number at a pointer, exactly. An error where there is none, where it is `null`, a string or anything else, and where
   * the number that was written is not the number that would be compared: `1e309` is not infinite, and `9007199254740993`
   * is not `9007199254740992`.
   */
  number(pointer: string): number;
  /** Like `number`, but `undefined` where nothing stands at the pointer. `null` is still an error. */
  optionalNumber(pointer: string): number | undefined;
  /** The string at a pointer; an error where there is none, or something else. */
  string(pointer: string): string;
  /** Like `string`, but `undefined` where nothing stands at the pointer. `null` is still an error. */
  optionalString(pointer: string): string | undefined;
  /** Whether something stands at a pointer, be it `null`. */
  has(pointer: string): boolean;
  /** The JSON text of the value at a pointer, as it stands there; `undefined` where there is no such value. */
  raw(pointer: string): string | undefined;
  /** The whole document as JSON text. Parsing it costs more than all else: ask for single values where you can. */
  json(): string;
  /** The length of `json()` in bytes, without copying it. */
  size(): number;
}

/** Who acts. The host has verified everything in here; nothing of it comes from the model. */
export interface Subject {
  readonly id: string;
  readonly kind: "user" | "service" | "agent";
  /** Roles, as the host's identity provider spells them. */
  readonly roles: readonly string[];
  /** Scopes that were granted to this session. */
  readonly scopes: readonly string[];
  /** The chain that the subject acts through, outermost first. */
  readonly via: readonly string[];
  /** Verified claims, an object. */
  readonly claims: Document;
}

/** One thing to be decided. Its payload is handed to `evaluate` beside it. */
export interface Event {
  readonly id: string;
  readonly session: string;
  readonly phase: Phase;
  readonly subject: Subject;
  /** The resource acted on, `tool:<app>/<operation>`. */
  readonly target: string;
  /** The short business name; where nothing else was said, the tool's name. */
  readonly action: string;
  /** When the event happened, in milliseconds since 1970. `Date.now()` says the same. */
  readonly timeMs: number;
  /** What else the host knows about the event, an object. */
  readonly context: Document;
}

/** What a policy answers. Across policies, deny beats escalate beats modify beats allow. */
export type Verdict =
  | { decision: "allow"; notes: string[] }
  | { decision: "deny"; code: string; detail: string; message?: string; violations: Violation[]; notes: string[] }
  | { decision: "modify"; edits: Edit[]; notes: string[] }
  | { decision: "escalate"; code: string; detail: string; message?: string; approvers: string[]; notes: string[] };

/** One rule that an event breaks. Made by `violation`. */
export interface Violation {
  code: string;
  pointer: string;
  /** JSON text. */
  found?: string;
  /** JSON text. */
  allowed?: string;
  rule?: string;
}

/** One change of the payload. Made by `set` and `remove`. */
export interface Edit {
  pointer: string;
  /** JSON text; `undefined` removes what is there. */
  value?: string;
}

/** `notes` are remarks for the audit log: facts that were established, rules that nearly fired. */
export interface Notes {
  notes?: readonly string[];
}

/** The event may happen as it is. */
export function allow(options?: Notes): Verdict;

/**
 * The event must not happen. `code` is stable and machine-readable, lower-case with dashes; `detail` is for the operator, and
 * the model never sees it. `message` is what the model may be told: the least that lets it go on.
 */
export function deny(
  code: string,
  detail: string,
  options?: Notes & { message?: string; violations?: readonly Violation[] },
): Verdict;

/** The event may happen with these changes. They apply in order, each to the result of the one before. */
export function modify(edits: readonly Edit[], options?: Notes): Verdict;

/** The event may happen once a human has approved it. Approvers are `role:<name>`, `team:<name>` or `user:<id>`. */
export function escalate(
  code: string,
  detail: string,
  options?: Notes & { message?: string; approvers?: readonly string[] },
): Verdict;

/** Puts a value at a pointer. A last token that an object does not have yet adds a member; `-` appends to a list. */
export function set(pointer: string, value: Json): Edit;

/** Removes what is at a pointer. */
export function remove(pointer: string): Edit;

/** A broken rule, and where in the payload. Report all of them, not only the first. */
export function violation(code: string, pointer: string, options?: { found?: Json; allowed?: Json; rule?: string }): Violation;

/** Everything that is wrong with a config, so that its author mends it in one go. `configure` throws it. */
export class ConfigErrors extends Error {
  constructor(...errors: { pointer: string; message: string }[]);
  readonly errors: readonly { pointer: string; message: string }[];
}

/** What every plugin says of itself. */
export interface Definition<Config, Settings> {
  /** Name, lower-case with dashes. */
  name: string;
  /** Semantic version. */
  version: string;
  /** The phases that it understands; none: all. */
  phases?: readonly Phase[];
  /** JSON Schema of its config. The host checks configs against it before the plugin sees them. */
  configSchema?: object;
  /**
   * Makes of the config what is handed on as `settings`; without it, they are the config. Called once, when the pack is
   * loaded. What it throws is what is wrong with the config.
   */
  configure?(config: Config): Settings;
}

/** A policy that was made by `policy`. */
export interface Policy {
  readonly descriptor: Readonly<{ name: string; version: string; phases: readonly Phase[]; configSchema: string }>;
}

/** A sanitiser that was made by `sanitiser`. */
export interface Sanitiser {
  readonly descriptor: Policy["descriptor"];
}

/**
 * A plugin that decides whether events may happen: the default export of `policy.js` or `policy.ts`.
 *
 * `evaluate` answers one event. What it throws means that it could not decide: the event is denied, and the operator reads the
 * message; the model never does.
 */
export function policy<Config = any, Settings = Config>(
  definition: Definition<Config, Settings> & { evaluate(event: Event, payload: Document, settings: Settings): Verdict },
): Policy;

/** What a sanitiser is told of the event. */
export interface ScanContext {
  readonly eventId: string;
  readonly session: string;
  readonly phase: Phase;
  readonly target: string;
  readonly subjectId: string;
  /** Where the scanned string stands: a pointer into the payload, which goes on into JSON text within a string. */
  readonly pointer: string;
}

export type Severity = "info" | "low" | "medium" | "high" | "critical";

/** A span of text that should not pass. Made by `finding`. */
export interface Finding {
  kind: string;
  severity: Severity;
  start: number;
  end: number;
  replacement?: string;
}

/**
 * A finding from `start` to before `end`, counted as JavaScript counts: `match.index` and `match.index + match[0].length`.
 * `replacement` is what should stand there instead; without it, the host's own mark.
 */
export function finding(
  kind: string,
  severity: Severity,
  start: number,
  end: number,
  options?: { replacement?: string },
): Finding;

/**
 * A plugin that finds what should not pass in text: the default export of `sanitiser.js` or `sanitiser.ts`.
 *
 * `scan` looks at one string. What it throws means that it could not tell: the event is denied.
 *
 * `settled` says from where on a text that goes on may still become part of a finding. What comes before is released; the rest
 * comes again, in front of what follows, and without what came before it: a scan that starts there must find the same.
 * Without it, everything is held back until the end.
 */
export function sanitiser<Config = any, Settings = Config>(
  definition: Definition<Config, Settings> & {
    scan(text: string, context: ScanContext, settings: Settings): Iterable<Finding>;
    settled?(text: string, settings: Settings): number;
  },
): Sanitiser;

declare global {
  /** Lines for the operator's log. Nothing of it reaches the model. */
  interface Console {
    trace(...values: any[]): void;
    debug(...values: any[]): void;
    log(...values: any[]): void;
    info(...values: any[]): void;
    warn(...values: any[]): void;
    error(...values: any[]): void;
  }
  var console: Console;
}
