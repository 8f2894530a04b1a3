// Made-up numbers in order, and what the server does with what was sealed to it.
import { createHash, createPublicKey, pbkdf2Sync, randomBytes, verify, webcrypto } from "node:crypto";

const { subtle } = webcrypto;

/** base64url of bytes. */
export const text = (bytes) => Buffer.from(bytes).toString("base64url");
/** Bytes of base64url. */
export const bytes = (words) => new Uint8Array(Buffer.from(words, "base64url"));
/** SHA-256 in hexadecimal digits. */
export const sha256 = (body) => createHash("sha256").update(body).digest("hex");

/** `body` with the two check digits behind it. */
export function checked(body) {
  return body + String(98n - ((BigInt(body) * 100n) % 97n)).padStart(2, "0");
}

/** The `n`th card and the `n`th member number. */
export const card = (n) => checked(`9901${String(4820193755000 + n * 7919).slice(0, 12)}`);
export const member = (n) => checked(String(204817365 + n * 104729).slice(0, 9));

/** The server's pair for sealing. */
export async function sealPair() {
  const pair = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  return { pair, raw: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)) };
}

/** What was sealed. Throws when it was sealed for another server or another device. */
export async function unseal({ pair, raw }, device, sealed) {
  const all = bytes(sealed);
  const [point, nonce, cipher] = [all.slice(0, 65), all.slice(65, 77), all.slice(77)];
  const theirs = await subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []);
  const secret = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const base = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const salt = Buffer.concat([point, raw]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: Buffer.from("throughline kiosk number 1") };
  const key = await subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const plain = await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: Buffer.from(device) }, key, cipher);
  return Buffer.from(plain).toString();
}

/** The roster's entry of a card. */
export async function rosterEntry(salt, rounds, number, held) {
  const derived = pbkdf2Sync(number, salt, rounds, 48, "sha256");
  const [index, secret] = [derived.subarray(0, 16), derived.subarray(16)];
  const key = await subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
  const nonce = randomBytes(12);
  const box = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: index }, key, Buffer.from(JSON.stringify(held)));
  return { index: text(index), box: text(Buffer.concat([nonce, Buffer.from(box)])) };
}

/** Whether a request was signed by the device whose public key is `raw` (65 bytes). */
export function signedBy(raw, method, path, time, body, signature) {
  const [x, y] = [raw.slice(1, 33), raw.slice(33)];
  const key = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: text(x), y: text(y) } });
  const lines = ["throughline kiosk 1", method, path, time, sha256(body)].join("\n");
  return verify("sha256", Buffer.from(lines), { key, dsaEncoding: "ieee-p1363" }, bytes(signature));
}
