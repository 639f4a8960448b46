// The exports of a component that is a sanitiser. `plugin` is the author's module: the build puts it there.

import "./globals.js";
import { exported, lifecycleOf } from "./lifecycle.js";
import plugin from "plugin";

const state = {};
export const lifecycle = lifecycleOf(plugin, "sanitiser", state);

export const sanitiser = {
  scan: exported((context, segments, more) => state.plugin.scan(context, segments, more)),
};
