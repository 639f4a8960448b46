// Errors as an operator reads them.

// What was thrown, in one line: what is not the plugin's own message says where it comes from.
export function explain(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "Error" || error.name === "ConfigErrors") return error.message;
  const place = /^\s*at (.+)$/m.exec(error.stack ?? "");
  return `${error.name}: ${error.message}${place ? ` (at ${place[1]})` : ""}`;
}
