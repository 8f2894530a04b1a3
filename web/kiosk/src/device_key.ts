// The device's own key: made in the browser, and it cannot leave it.
import { type Bytes, join, sha256, toText, utf8 } from "./bytes";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** A new key, and its public half in 65 bytes. */
export async function newKey(): Promise<{ key: CryptoKey; publicKey: Bytes }> {
  const pair = (await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"])) as CryptoKeyPair;
  return { key: pair.privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/** The signature of a request, as the protocol asks for it. */
export async function signature(key: CryptoKey, method: string, path: string, time: string, body: string): Promise<string> {
  const lines = ["throughline kiosk 1", method, path, time, await sha256(utf8(body))];
  const sign = { name: "ECDSA", hash: "SHA-256" };
  return toText(join(new Uint8Array(await crypto.subtle.sign(sign, key, utf8(lines.join("\n"))))));
}
