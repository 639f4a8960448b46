// The official client for JavaScript, against the gateway: unchanged but for its base URL.
//
// The provider behind it is the test's own. What fails throws; the exit code says the rest.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { BASE_URL: baseURL, CLIENT_KEY: apiKey, SECRET, SDKS } = process.env;
const { default: OpenAI, toFile } = createRequire(SDKS)("openai");
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: "user", content: "hello" }];

async function chat() {
  const { data, response } = await client.chat.completions.create({ model: "m", messages }).withResponse();
  assert.equal(data.choices[0].message.content, "Hello, wörld.");
  assert.ok(response.headers.get("x-portcullis-record"));
}

async function stream() {
  let text = "";
  for await (const piece of await client.chat.completions.create({ model: "m", messages, stream: true })) {
    text += piece.choices[0]?.delta.content ?? "";
  }
  assert.equal(text, "Hello, wörld.");
  const leaky = await client.chat.completions.stream({ model: "leaky", messages }).finalContent();
  assert.ok(!leaky.includes(SECRET) && leaky.startsWith("use ") && leaky.endsWith(" now"), leaky);
}

async function parallelToolCalls() {
  const tools = [{ type: "function", function: { name: "refund", parameters: { type: "object" } } }];
  const answer = await client.chat.completions.create({ model: "tools", messages, tools });
  const of = (message) => message.tool_calls.map((call) => call.function.arguments);
  assert.deepEqual(of(answer.choices[0].message), ['{"amount": 10}']);
  const streamed = await client.chat.completions.stream({ model: "tools", messages, tools }).finalChatCompletion();
  assert.deepEqual(of(streamed.choices[0].message), ['{"amount": 10}']);
  assert.equal(streamed.choices[0].finish_reason, "tool_calls");
}

async function others() {
  const embedding = await client.embeddings.create({ model: "m", input: "x", encoding_format: "float" });
  assert.deepEqual(embedding.data[0].embedding, [0.25, 0.5]);
  assert.equal((await client.completions.create({ model: "m", prompt: "x" })).choices[0].text, "done");
  assert.equal((await client.responses.create({ model: "m", input: "x" })).output_text, "Hello, wörld.");
  const response = await client.responses.stream({ model: "m", input: "x" }).finalResponse();
  assert.equal(response.output_text, "Hello, wörld.");
  assert.deepEqual((await client.models.list()).data.map((model) => model.id), ["m"]);
}

async function filesAndAudio() {
  const content = Buffer.from(Array.from({ length: 128_000 }, (_, index) => index % 256));
  const file = await client.files.create({ file: await toFile(content, "a.bin"), purpose: "assistants" });
  assert.equal(file.bytes, content.length);
  const read = async (response) => Buffer.from(await response.arrayBuffer());
  assert.ok((await read(await client.files.content("file-1"))).equals(content));
  const speech = await client.audio.speech.create({ model: "tts", voice: "alloy", input: "hi" });
  assert.ok((await read(speech)).equals(content));
}

async function errors() {
  for (const [model, kind, code] of [
    ["forbidden", OpenAI.PermissionDeniedError, "policy_denied"],
    ["limited", OpenAI.RateLimitError, "rate"],
  ]) {
    for (const stream of [false, true]) {
      await assert.rejects(client.chat.completions.create({ model, messages, stream }), (error) => {
        assert.ok(error instanceof kind, String(error));
        assert.equal(error.code, code);
        return true;
      });
    }
  }
  const stranger = new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
  await assert.rejects(client.batches.list(), OpenAI.PermissionDeniedError);
}

for (const test of [chat, stream, parallelToolCalls, others, filesAndAudio, errors]) {
  await test();
}
