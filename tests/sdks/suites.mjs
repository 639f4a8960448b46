// Suites of cases that the makers of policy languages publish, as JSON:
//   node suites.mjs cel              the conformance suite of CEL
//   node suites.mjs yaml <folder>    every file of YAML in a folder, by its name

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(process.env.SDKS);

function cel() {
  const { tests } = require("@bufbuild/cel-spec/testdata/conformance.js");
  const cases = [];
  const walk = (suite, path) => {
    for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
    for (const { original } of suite.tests ?? []) cases.push({ section: path[0], ...original });
  };
  walk(tests, []);
  return cases;
}

function yaml(folder) {
  // Their indents are not everywhere what the standard says; what is meant is clear.
  const { parseDocument } = require("yaml");
  const read = (name) => parseDocument(readFileSync(join(folder, name), "utf8")).toJS({ maxAliasCount: -1 });
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".yaml")).sort();
  return Object.fromEntries(files.map((name) => [name, read(name)]));
}

const [suite, folder] = process.argv.slice(2);
const text = JSON.stringify(suite === "cel" ? cel() : yaml(folder));
process.stdout.write(text);
