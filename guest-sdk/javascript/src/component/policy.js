// The exports of a component that is a policy. `plugin` is the author's module: the build puts it there.

import * as document from "portcullis:plugin/document@0.1.0";

import { exported, lifecycleOf } from "./lifecycle.js";
import { toWire } from "../lib/verdict.js";
import { at } from "./globals.js";
import plugin from "plugin";

const state = {};
export const lifecycle = lifecycleOf(plugin, "policy", state);

// The host's answers about one part of the event.
const source = (part) => ({
  get: (pointer) => document.get(part, pointer),
  json: () => document.json(part),
  size: () => document.size(part),
});

export const policy = {
  evaluate: exported((event) => at(event.timeMs, () => toWire(state.plugin.evaluate(event, source)))),
};
