// Words that nobody should read are taken out.

import { ConfigErrors, finding, sanitiser } from "./portcullis/index.js";

type Config = { words: string[] };
type Settings = Config & { longest: number };

export default sanitiser<Config, Settings>({
  name: "{{name}}",
  version: "0.1.0",
  configSchema: {
    type: "object",
    properties: { words: { type: "array", items: { type: "string" } } },
    required: ["words"],
    additionalProperties: false,
  },

  configure({ words }) {
    if (words.includes("")) throw new ConfigErrors({ pointer: "/words", message: "a word is empty" });
    return { words, longest: Math.max(1, ...words.map((word) => word.length)) };
  },

  // Spans are counted as JavaScript counts; the SDK brings them into bytes.
  *scan(text, context, { words }) {
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        yield finding("word", "high", at, at + word.length, { replacement: "[removed]" });
      }
    }
  },

  // In a stream only the last characters may still become a word.
  settled(text, { longest }) {
    return text.length - longest + 1;
  },
});
