// What every component exports, and how errors leave it.

import { ConfigErrors } from "../lib/config.js";
import { explain } from "../lib/errors.js";
import { text } from "../lib/text.js";

// `state.plugin` is the configured plugin afterwards.
export function lifecycleOf(plugin, kind, state) {
  if (typeof plugin?.configure !== "function" || plugin.descriptor === undefined) {
    throw new TypeError(`the module's default export is no ${kind}: write \`export default ${kind}({ … })\``);
  }
  return {
    describe: () => plugin.descriptor,
    configure(config) {
      try {
        if (state.plugin !== undefined) throw new Error("the plugin is configured already: `configure` is called once");
        state.plugin = plugin.configure(config);
      } catch (error) {
        // Anything but the contract's list of errors would trap.
        throw ConfigErrors.of(error).errors;
      }
    },
  };
}

// The same function, whose errors are texts, as the contract has them.
export function exported(call) {
  return (...parameters) => {
    try {
      return call(...parameters);
    } catch (error) {
      throw text(explain(error), "an error");
    }
  };
}
