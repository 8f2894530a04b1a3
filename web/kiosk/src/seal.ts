// Seals what a customer keys or swipes to the server's key, at once and on the device.
import { type Bytes, join, toText, utf8 } from "./bytes";
import { ascii, wipe } from "./number";

const INFO = utf8("throughline kiosk number 1");

/** What kind of number it is. */
export type NumberKind = "card" | "member";

/** `sealed` of the protocol. The digits are left to the caller, who wipes them. */
export async function seal(kind: NumberKind, digits: Uint8Array, sealKey: Bytes, deviceId: string): Promise<string> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const server = await crypto.subtle.importKey("raw", sealKey, curve, false, []);
  const own = (await crypto.subtle.generateKey(curve, false, ["deriveBits"])) as CryptoKeyPair;
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const derive = { name: "HKDF", hash: "SHA-256", salt: join(point, sealKey), info: INFO };
  const key = await crypto.subtle.deriveKey(derive, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const number = ascii(digits);
  const plain = join(utf8(`${kind}:`), number);
  const box = { name: "AES-GCM", iv: nonce, additionalData: utf8(deviceId) };
  const cipher = new Uint8Array(await crypto.subtle.encrypt(box, key, plain));
  wipe(number, plain);
  return toText(join(point, nonce, cipher));
}

/** Knows a number again within this start of the page, without keeping it: the key is never written anywhere. */
export class Recogniser {
  private readonly key = crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  /** Two cards within a moment: the second one is the one who stands here. */
  private before: Promise<unknown> = Promise.resolve();

  /** A name for the number that says nothing to anybody else. Names come in the order in which they were asked for. */
  token(kind: NumberKind, digits: Uint8Array): Promise<string> {
    const token = this.before.then(() => this.name(kind, digits));
    this.before = token.catch(() => {});
    return token;
  }

  private async name(kind: NumberKind, digits: Uint8Array): Promise<string> {
    const number = ascii(digits);
    const plain = join(utf8(`${kind}:`), number);
    const name = new Uint8Array(await crypto.subtle.sign("HMAC", await this.key, plain));
    wipe(number, plain);
    return toText(name);
  }
}
