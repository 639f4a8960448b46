// Plays an identity provider: makes a key, writes its public half to `jwks.json`, and prints a token for each name, which
// holds for an hour. Yours publishes its keys at an address, and hands tokens to those who log in.
//
//   node issuer.mjs alice bob

import { generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const kid = `dev-${Date.now()}`;
writeFileSync("jwks.json", JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig" }] }));

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
for (const sub of process.argv.slice(2)) {
  const claims = { iss: "https://login.example", aud: "assistant", sub, iat: now, exp: now + 3600 };
  const signed = `${part({ alg: "EdDSA", kid, typ: "JWT" })}.${part(claims)}`;
  console.log(`${sub} ${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`);
}
