// A plugin's config, and what is wrong with it.

import { explain } from "./errors.js";
import { text } from "./text.js";

export class ConfigErrors extends Error {
  constructor(...errors) {
    super(errors.map(({ pointer, message }) => `\`${pointer}\`: ${message}`).join("; "));
    this.name = "ConfigErrors";
    this.errors = errors.map(({ pointer, message }) => ({
      pointer: text(pointer, "the pointer of a config error"),
      message: text(message, "the message of a config error"),
    }));
  }

  // Whatever was thrown while a config was read, as config errors.
  static of(error) {
    return error instanceof ConfigErrors ? error : new ConfigErrors({ pointer: "", message: explain(error) });
  }
}

// What `configure` makes of a config: JSON text. The config itself, where there is no `configure`.
export function configured(definition, config) {
  try {
    const value = JSON.parse(config);
    return definition.configure === undefined ? value : definition.configure(value);
  } catch (error) {
    throw ConfigErrors.of(error);
  }
}
