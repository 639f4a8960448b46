// An agent of the framework `ai`, unchanged but for its base URL: a tool, then an answer, whole and as a stream.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(process.env.SDKS);
const { createOpenAI } = require("@ai-sdk/openai");
const { generateText, stepCountIs, streamText, tool } = require("ai");
const { z } = require("zod");

const wanted = "It is sunny in Paris.";
const openai = createOpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.CLIENT_KEY });
const weather = tool({
  description: "The weather of a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});

for (const model of [openai.responses("m"), openai.chat("m")]) {
  const request = {
    model,
    tools: { weather },
    prompt: "How is the weather in Paris?",
    stopWhen: stepCountIs(3),
    maxRetries: 0,
  };
  assert.equal((await generateText(request)).text, wanted);
  let text = "";
  for await (const piece of streamText(request).textStream) text += piece;
  assert.equal(text, wanted);
}
