// Who came here lately, so that a card is known off line too. Without the card an entry can be neither found nor read.
import { type Bytes, fromText, toText } from "./bytes";
import { ascii, wipe } from "./number";
import type { Server } from "./server";
import { isObject } from "./server";
import { type Store, ask } from "./store";

/** What an entry holds. */
export interface Familiar {
  first?: string;
  initial?: string;
  lang?: string;
  private: boolean;
}

interface Head {
  version: string;
  salt: Bytes;
  rounds: number;
}

interface Entry {
  index: string;
  box: Bytes;
}

const INDEX = 16;
const NONCE = 12;
const TIMEOUT_MS = 30_000;

/** The roster of this site. */
export class Roster {
  private head: Head | null = null;

  constructor(private readonly store: Store) {}

  /** Its version; empty when there is none. */
  get version(): string {
    return this.head?.version ?? "";
  }

  /** Finds out what is kept. */
  async load(): Promise<void> {
    this.head = (await this.store.meta<Head>("roster")) ?? null;
  }

  /** Fetches a newer one. It replaces the old one whole, or not at all. */
  async refresh(server: Server): Promise<void> {
    const have = this.version ? `?have=${encodeURIComponent(this.version)}` : "";
    const { status, body } = await server.get(`/kiosk/v1/roster${have}`, TIMEOUT_MS);
    if (status !== 200 || body.same === true) return;
    const { version, salt, rounds, entries } = body;
    if (typeof version !== "string" || typeof salt !== "string" || typeof rounds !== "number" || !Array.isArray(entries)) return;
    const head = { version, salt: fromText(salt), rounds };
    const whole = entries.filter(isEntry).map(({ index, box }) => ({ index, box: fromText(box) }) satisfies Entry);
    await this.store.write(["meta", "roster"], (part) => {
      part("roster").clear();
      for (const entry of whole) part("roster").put(entry);
      part("meta").put(head, "roster");
    });
    this.head = head;
  }

  /** Forgets everybody. */
  async clear(): Promise<void> {
    await this.store.write(["meta", "roster"], (part) => {
      part("roster").clear();
      part("meta").delete("roster");
    });
    this.head = null;
  }

  /** Whose card it is, if she was here lately. The digits are left to the caller. */
  async find(digits: Uint8Array): Promise<Familiar | null> {
    if (!this.head) return null;
    const { index, key } = await open(digits, this.head);
    const entry = await this.store.read(["roster"], (part) => ask<Entry | undefined>(part("roster").get(toText(index))));
    if (!entry) return null;
    try {
      const box = { name: "AES-GCM", iv: entry.box.slice(0, NONCE), additionalData: index };
      const plain = await crypto.subtle.decrypt(box, key, entry.box.slice(NONCE));
      const held: unknown = JSON.parse(new TextDecoder().decode(plain));
      return isObject(held) ? (held as unknown as Familiar) : null;
    } catch {
      return null;
    }
  }
}

/** The index and the key that a card gives. */
export async function open(digits: Uint8Array, head: { salt: Bytes; rounds: number }): Promise<{ index: Bytes; key: CryptoKey }> {
  const number = ascii(digits);
  const base = await crypto.subtle.importKey("raw", number, "PBKDF2", false, ["deriveBits"]);
  wipe(number);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt: head.salt, iterations: head.rounds };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(derive, base, 48 * 8));
  const key = await crypto.subtle.importKey("raw", bytes.slice(INDEX), "AES-GCM", false, ["decrypt"]);
  return { index: bytes.slice(0, INDEX), key };
}

function isEntry(entry: unknown): entry is { index: string; box: string } {
  return isObject(entry) && typeof entry.index === "string" && typeof entry.box === "string";
}

